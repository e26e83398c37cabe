// The panel beside the conversation: the passage that a citation rests on, in its place in the document.
(() => {
  const words = window.hiwarWords;
  const narrow = matchMedia("(max-width: 60rem)"); // the style sheet turns the panel into a sheet there
  const panel = document.createElement("dialog");
  const make = (tag, attributes, text = "") => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.textContent = text;
    return element;
  };
  const title = make("h2", { id: "hw-panel-title", tabIndex: -1 }, words.panel);
  const close = make("button", { type: "button", className: "hw-panel-close" }, words.panel_close);
  const before = make("button", { type: "button" }, words.panel_before);
  const after = make("button", { type: "button" }, words.panel_after);
  const body = make("div", { className: "hw-panel-body", tabIndex: 0 });
  const head = make("header", {});
  const steps = make("nav", {});
  panel.id = "hw-panel";
  panel.lang = document.documentElement.lang;
  panel.dir = document.documentElement.dir;
  panel.setAttribute("aria-labelledby", title.id);
  body.setAttribute("role", "region");
  body.setAttribute("aria-label", words.panel);
  steps.setAttribute("aria-label", words.panel);
  head.append(title, close);
  steps.append(before, after);
  panel.append(head, body, steps);
  document.body.append(panel);

  // An answer that still grows is drawn anew: the way back is a place, not an element.
  let wayBack = () => null;
  const remember = (opener) => {
    const row = opener.closest(".message-row") ?? document.body;
    const rows = [...document.querySelectorAll(".message-row")];
    const place = [rows.indexOf(row), [...row.querySelectorAll(".hw-open")].indexOf(opener)];
    wayBack = () =>
      opener.isConnected
        ? opener
        : (document.querySelectorAll(".message-row")[place[0]] ?? document).querySelectorAll(".hw-open")[place[1]];
  };

  let latest = 0;
  const show = async (passage, quote) => {
    const mine = ++latest;
    body.setAttribute("aria-busy", "true");
    before.disabled = after.disabled = true;
    if (!body.childNodes.length) body.append(make("p", { className: "hw-status" }, words.panel_loading));
    let response = null;
    try {
      response = await fetch(`/passages/${encodeURIComponent(passage)}?quote=${quote}&lang=${document.documentElement.lang}`);
    } catch {
      // told below
    }
    const html = response?.ok ? await response.text() : "";
    if (mine !== latest) return;
    body.removeAttribute("aria-busy");
    body.replaceChildren();
    body.scrollTop = 0;
    if (response?.ok) {
      body.innerHTML = html; // the server escapes whatever a document wrote
      const { before: earlier, after: later } = body.firstElementChild.dataset;
      before.disabled = !earlier;
      after.disabled = !later;
      before.onclick = () => step(earlier);
      after.onclick = () => step(later);
      body.querySelector("mark")?.scrollIntoView({ block: "center" });
    } else {
      const told = response?.status === 404 ? words.panel_gone : response?.status === 429 ? words.too_often : words.panel_failed;
      body.append(make("p", { className: "hw-objection", role: "alert" }, told));
      if (response?.status !== 404) {
        const again = make("button", { type: "button" }, words.again);
        again.onclick = () => {
          title.focus();
          show(passage, quote);
        };
        body.append(again);
      }
    }
  };
  const step = (passage) => {
    title.focus(); // the button may be of no use at the new place
    show(passage, "0-0");
  };

  const open = (opener) => {
    remember(opener);
    body.replaceChildren();
    if (panel.open) panel.close();
    if (narrow.matches) panel.showModal();
    else panel.show();
    document.documentElement.dataset.panel = narrow.matches ? "sheet" : "side";
    title.focus();
    show(opener.value, opener.name);
  };
  const shut = () => {
    latest++;
    delete document.documentElement.dataset.panel;
    wayBack()?.focus();
  };

  close.onclick = () => {
    panel.close();
    shut();
  };
  panel.addEventListener("cancel", (event) => {
    event.preventDefault();
    close.onclick();
  });
  panel.addEventListener("click", (event) => {
    if (event.target === panel) close.onclick(); // beside the sheet
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open && !document.querySelector("dialog:modal, :popover-open")) close.onclick();
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest?.(".hw-open");
    if (opener) open(opener);
    else if (event.target.closest?.("#hw-new") && panel.open) close.onclick();
  });
})();
