// What Gradio's own markup says in English, in Arabic; the names of messages and markers.
(() => {
  const words = (window.hiwarWords = __WORDS__);
  const latin = /[A-Za-z]/;

  // Gradio puts the whole HTML of a message into its label: a name is what a screen reader needs.
  const nameMessages = (root) => {
    for (const role of ["user", "bot"]) {
      for (const message of root.querySelectorAll(`[data-testid="${role}"]`)) {
        if (message.getAttribute("aria-label") !== words[role]) message.setAttribute("aria-label", words[role]);
      }
    }
  };

  const nameMarkers = (root) => {
    for (const marker of root.querySelectorAll(".hw-marker:not([aria-label])")) {
      marker.setAttribute("aria-label", words.marker.replace("{number}", marker.textContent.replace(/[\[\]]/g, "")));
    }
  };

  const translateNames = (root) => {
    for (const attribute of ["aria-label", "title", "alt"]) {
      for (const element of root.querySelectorAll(`[${attribute}]`)) {
        const name = element.getAttribute(attribute);
        const word = words.chrome[name];
        if (word && word !== name) element.setAttribute(attribute, word); // the same again would be seen as a change
      }
    }
    for (const element of root.querySelectorAll(".sr-only, .toast-title, button .wrap")) {
      for (const node of element.childNodes) {
        const name = node.nodeType === Node.TEXT_NODE && node.data.trim();
        const word = words.chrome[name];
        if (word && word !== name) node.data = word;
      }
    }
  };

  // A name may hold characters that turn what is written behind them, and so pass for another ending.
  const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
  const straightenNames = (root) => {
    for (const name of root.querySelectorAll(".file-preview .filename")) {
      const label = name.getAttribute("aria-label") ?? "";
      if (label.search(turning) >= 0) name.setAttribute("aria-label", label.replace(turning, ""));
      const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const { data } = texts.currentNode;
        if (data.search(turning) >= 0) texts.currentNode.data = data.replace(turning, "");
      }
    }
  };

  // Only Gradio itself speaks in a toast, in English: of a lost connection or a full queue.
  const ours = [words.connection, words.queue_full];
  const translateToasts = (root) => {
    for (const toast of root.querySelectorAll(".toast-text, .toast-message-text")) {
      const said = toast.textContent;
      if (latin.test(said) && !ours.includes(said)) toast.textContent = /queue|busy/i.test(said) ? ours[1] : ours[0];
    }
    // It may say the same of each request that failed: once is enough.
    const told = new Set();
    for (const toast of root.querySelectorAll(".toast-body")) {
      toast.hidden = told.has(toast.textContent);
      told.add(toast.textContent);
    }
  };

  // Gradio tells the place in its queue in English, and only to those who can see its overlays.
  const showPlaceInQueue = () => {
    const box = document.querySelector("#hw-box");
    const place = box?.querySelector(".progress-text")?.textContent.match(/queue: (\d+)/)?.[1];
    if (place) box.dataset.waiting = window.hiwarDigits(words.waiting.replace("{place}", place));
    else if (box) delete box.dataset.waiting;
  };

  // At once, before anything is drawn or read out; a second run finds nothing left to change.
  new MutationObserver(() => {
    nameMessages(document);
    nameMarkers(document);
    translateNames(document);
    straightenNames(document);
    translateToasts(document);
    showPlaceInQueue();
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["aria-label", "title", "alt"],
  });
})();
