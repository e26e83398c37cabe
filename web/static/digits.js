// Figures of the page's own, such as a marker's or a page's, as the reader wants them; quotations stay as they are.
(() => {
  const KEY = "hiwar-digits";
  const PLACES = ".hw-marker, .hw-number, .hw-n, .hw-corpus, .hw-refused p:first-child";
  const written = { western: "0123456789", arabic: "٠١٢٣٤٥٦٧٨٩" };
  const kept = () => {
    try {
      return localStorage.getItem(KEY) === "arabic" ? "arabic" : "western";
    } catch {
      return "western"; // storage may be forbidden
    }
  };
  let digits = kept();
  const other = () => (digits === "arabic" ? "western" : "arabic");
  const inDigits = (text) => text.replace(/[0-9٠-٩]/g, (d) => written[digits][written[other()].indexOf(d)] ?? d);
  window.hiwarDigits = inDigits; // for what is no text of an element

  // A number with its noun, and a day with the name of its month, as the server writes them.
  window.hiwarCounted = (number, [one, two, few, many, hundreds]) => {
    if (number === 1 || number === 2) return number === 1 ? one : two;
    const last = number % 100;
    return `${number} ${last >= 3 && last <= 10 ? few : last > 10 ? many : hundreds}`;
  };
  window.hiwarDated = (iso) => {
    const words = window.hiwarWords;
    const [year, month, day] = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? iso.split("-").map(Number) : [];
    return day ? `${day === 1 ? words.first_of_month : day} ${words.months[month - 1]} ${year}` : iso;
  };

  const write = () => {
    for (const place of document.querySelectorAll(PLACES)) {
      const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = inDigits(texts.currentNode.data);
        if (text !== texts.currentNode.data) texts.currentNode.data = text; // the same again would be seen as a change
      }
    }
    for (const button of document.querySelectorAll('.hw-tool[name="digits"]')) {
      const name = window.hiwarWords.digits.replace("{digits}", written[other()].slice(1, 4));
      if (button.textContent !== name) button.textContent = name;
    }
  };
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('.hw-tool[name="digits"]')) return;
    digits = other();
    try {
      localStorage.setItem(KEY, digits);
    } catch {
      // then the choice lasts as long as the page
    }
    write();
  });
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    digits = kept();
    write();
  });
  // At once, before anything is drawn or read out; a second run finds nothing left to change.
  new MutationObserver(write).observe(document, { subtree: true, childList: true, characterData: true });
})();
