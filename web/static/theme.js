// Light or dark: as the reader chose here, otherwise as the system is set. Loaded before anything is drawn.
(() => {
  const KEY = "hiwar-theme";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const kept = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be forbidden
    }
  };
  let chosen = kept();
  const isDark = () => (chosen ? chosen === "dark" : system.matches);
  const show = () => {
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
    document.body?.classList.toggle("dark", isDark()); // by which Gradio's colours go
    for (const button of document.querySelectorAll('.hw-tool[name="theme"]')) button.setAttribute("aria-pressed", isDark());
  };
  const choose = (dark) => {
    chosen = dark === system.matches ? null : dark ? "dark" : "light"; // what the system is set to is no choice
    try {
      if (chosen) localStorage.setItem(KEY, chosen);
      else localStorage.removeItem(KEY);
    } catch {
      // then the choice lasts as long as the page
    }
    show();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.('.hw-tool[name="theme"]')) choose(!isDark());
  });
  addEventListener("storage", (event) => {
    if (event.key !== KEY) return;
    chosen = kept();
    show();
  });
  // Gradio sets its class by the system, and draws the button later: both are put right before they are seen.
  system.addEventListener("change", show);
  new MutationObserver(show).observe(document.documentElement, { childList: true, subtree: true, attributeFilter: ["class"] });
  show();
})();
