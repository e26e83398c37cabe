// A button on another site's page that opens the chat beside it:
// <script src="https://chat.example.org/widget.js" data-lang="fr" data-label="Nos rapports" async></script>
(() => {
  const { src, dataset } = document.currentScript;
  const said = __WORDS__;
  const lang = dataset.lang in said ? dataset.lang : "ar";
  const words = said[lang];
  const { label = words.label, title = words.title, side = words.side } = dataset;
  const home = new URL(`.${words.home}`, src);

  const made = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const frame = made("iframe", { title, referrerPolicy: "no-referrer", allow: "clipboard-write" });
  const away = made("a", { href: home.href, target: "_blank", rel: "noopener" }, words.away);
  const leave = made("button", { type: "button", className: "leave", ariaLabel: words.leave }, "✕");
  const panel = made("section", { id: "panel", hidden: true, role: "dialog", ariaLabel: title });
  panel.append(made("header", {}, away, leave), frame);
  const launcher = made("button", { type: "button", className: "launcher", ariaHasPopup: "dialog" }, label);
  launcher.setAttribute("aria-controls", panel.id);

  const show = (open) => {
    panel.hidden = !open;
    launcher.ariaExpanded = String(open);
    if (open && !frame.src) frame.src = home.href; // loaded when it is wanted, and kept with its conversation
    (open ? frame : launcher).focus();
  };

  launcher.addEventListener("click", () => show(panel.hidden));
  leave.addEventListener("click", () => show(false));
  panel.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  launcher.addEventListener("keydown", (event) => event.key === "Escape" && !panel.hidden && show(false));
  // Keys that are pressed in the frame stay there: the chat tells of this one.
  window.addEventListener("message", ({ source, origin, data }) => {
    if (source === frame.contentWindow && origin === home.origin && data === "hiwar:close") show(false);
  });

  // A sheet of our own, which a site's policy for inline styles does not forbid, and which its styles do not reach.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; --side: 1rem; }
    .launcher, section { position: fixed; ${side === "right" ? "right" : "left"}: var(--side); z-index: 2147483000; }
    * { font: 1rem/1.5 system-ui, "Noto Sans Arabic", "Noto Naskh Arabic", sans-serif; box-sizing: border-box; }
    button { min-height: 2.75rem; border: 0; border-radius: 1.5rem; cursor: pointer; }
    .launcher { bottom: 1rem; padding: .5rem 1.25rem; color: #fff; background: #005b8a; box-shadow: 0 2px 8px #0006; }
    :focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
    section { bottom: 4.75rem; width: min(26rem, 100vw - 2rem); height: min(42rem, 100dvh - 6rem); overflow: hidden;
      border: 1px solid #94a3b8; border-radius: .75rem; background: #fff; box-shadow: 0 8px 30px #0004; }
    section:not([hidden]) { display: flex; flex-direction: column; }
    header { display: flex; justify-content: space-between; align-items: center; padding: 0 .75rem; background: #f1f5f9; }
    a { color: #005b8a; }
    .leave { min-width: 2.75rem; color: #334155; background: none; }
    iframe { flex: 1; width: 100%; border: 0; }
    @media (max-width: 30rem) { section { inset: 0; width: 100%; height: 100%; border: 0; border-radius: 0; } }
    @media print { :host { display: none; } }
  `);

  const add = () => {
    const host = made("hiwar-chat", { dir: words.dir, lang });
    const root = host.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.append(launcher, panel);
    launcher.ariaExpanded = "false";
    document.body.append(host);
  };
  if (document.body) add();
  else document.addEventListener("DOMContentLoaded", add);
})();
