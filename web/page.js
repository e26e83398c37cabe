// What Gradio's own markup says in English, in Arabic; a marker opens its citation.
(() => {
  const words = __WORDS__;
  const arabic = /[\u0600-\u06ff]/;
  const latin = /[A-Za-z]/;

  // Gradio puts the whole HTML of a message into its label: a name is what a screen reader needs.
  const nameMessages = (root) => {
    for (const role of ["user", "bot"]) {
      for (const message of root.querySelectorAll(`[data-testid="${role}"]`)) {
        if (message.getAttribute("aria-label") !== words[role]) message.setAttribute("aria-label", words[role]);
      }
    }
  };

  const translateNames = (root) => {
    for (const attribute of ["aria-label", "title", "alt"]) {
      for (const element of root.querySelectorAll(`[${attribute}]`)) {
        const word = words.chrome[element.getAttribute(attribute)];
        if (word) element.setAttribute(attribute, word);
      }
    }
    for (const element of root.querySelectorAll(".sr-only, .toast-title")) {
      const word = words.chrome[element.textContent.trim()];
      if (word) element.textContent = word;
    }
  };

  // Only Gradio itself speaks English in a toast: a lost connection or a full queue.
  const translateToasts = (root) => {
    for (const toast of root.querySelectorAll(".toast-text, .toast-message-text")) {
      if (latin.test(toast.textContent) && !arabic.test(toast.textContent)) toast.textContent = words.connection;
    }
  };

  // Gradio tells the place in its queue in English, and only to those who can see its overlays.
  const showPlaceInQueue = () => {
    const box = document.querySelector("#hw-box");
    const place = box?.querySelector(".progress-text")?.textContent.match(/queue: (\d+)/)?.[1];
    if (place) box.dataset.waiting = words.waiting.replace("{place}", place);
    else if (box) delete box.dataset.waiting;
  };

  // At once, before anything is drawn or read out; a second run finds nothing left to change.
  new MutationObserver(() => {
    nameMessages(document);
    translateNames(document);
    translateToasts(document);
    showPlaceInQueue();
  }).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["aria-label", "title", "alt"],
  });

  document.addEventListener("click", (event) => {
    const marker = event.target.closest?.(".hw-marker");
    if (!marker) return;
    const citations = marker.closest(".hw-answer").querySelectorAll(".hw-citation");
    const cited = [...citations].find((c) => c.querySelector(".hw-number")?.textContent === marker.textContent);
    if (!cited) return;
    cited.open = true;
    cited.scrollIntoView({ block: "nearest" });
    cited.querySelector("summary").focus({ preventScroll: true });
  });
})();
