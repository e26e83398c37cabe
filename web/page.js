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
    for (const element of root.querySelectorAll(".sr-only, .toast-title")) {
      const name = element.textContent.trim();
      const word = words.chrome[name];
      if (word && word !== name) element.textContent = word;
    }
  };

  // Only Gradio itself speaks in a toast, in English: of a lost connection or a full queue.
  const ours = [words.connection, words.queue_full];
  const translateToasts = (root) => {
    for (const toast of root.querySelectorAll(".toast-text, .toast-message-text")) {
      const said = toast.textContent;
      if (latin.test(said) && !ours.includes(said)) toast.textContent = /queue|busy/i.test(said) ? ours[1] : ours[0];
    }
  };

  // Figures of the page's own, such as a marker's or a page's, as the reader wants them; quotations stay as they are.
  const written = { western: "0123456789", arabic: "٠١٢٣٤٥٦٧٨٩" };
  const chosen = () => {
    try {
      return localStorage.getItem("hiwar-digits") === "arabic" ? "arabic" : "western";
    } catch {
      return "western"; // storage may be forbidden
    }
  };
  let digits = chosen();
  const inDigits = (text) => {
    const other = digits === "arabic" ? "western" : "arabic";
    return text.replace(/[0-9٠-٩]/g, (d) => written[digits][written[other].indexOf(d)] ?? d);
  };
  const writeDigits = (root) => {
    const other = digits === "arabic" ? "western" : "arabic";
    const places = root.querySelectorAll(".hw-marker, .hw-number, .hw-n, .hw-corpus, .hw-refused p:first-child");
    for (const place of places) {
      for (const part of place.querySelectorAll("*").length ? place.querySelectorAll("*") : [place]) {
        for (const node of part.childNodes) {
          if (node.nodeType !== Node.TEXT_NODE) continue;
          const text = inDigits(node.data);
          if (text !== node.data) node.data = text;
        }
      }
    }
    for (const button of root.querySelectorAll('.hw-tool[name="digits"]')) {
      const name = words.digits.replace("{digits}", written[other].slice(1, 4));
      if (button.textContent !== name) button.textContent = name;
    }
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('.hw-tool[name="digits"]')) return;
    digits = digits === "arabic" ? "western" : "arabic";
    try {
      localStorage.setItem("hiwar-digits", digits);
    } catch {
      // then the choice lasts as long as the page
    }
    writeDigits(document);
  });

  // Gradio tells the place in its queue in English, and only to those who can see its overlays.
  const showPlaceInQueue = () => {
    const box = document.querySelector("#hw-box");
    const place = box?.querySelector(".progress-text")?.textContent.match(/queue: (\d+)/)?.[1];
    if (place) box.dataset.waiting = inDigits(words.waiting.replace("{place}", place));
    else if (box) delete box.dataset.waiting;
  };

  // At once, before anything is drawn or read out; a second run finds nothing left to change.
  new MutationObserver(() => {
    nameMessages(document);
    nameMarkers(document);
    translateNames(document);
    translateToasts(document);
    showPlaceInQueue();
    writeDigits(document);
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["aria-label", "title", "alt"],
  });
})();
