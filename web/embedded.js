// In a frame of another site: Escape asks the widget there to close it.
(() => {
  if (window.parent === window) return;
  document.addEventListener("keydown", (event) => {
    const closesWithin = document.querySelector(":popover-open"); // the menu, which the browser closes
    const meant = event.key === "Escape" && !event.isComposing && !event.defaultPrevented && !closesWithin;
    if (meant) window.parent.postMessage("hiwar:close", "*"); // whoever shows the page may know: it tells nothing else
  });
})();
