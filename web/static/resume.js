// A reload brings back the conversation, what was being written and what it was limited to. Readers reload, and so
// does Gradio, when a lost connection is back.
(() => {
  const DRAFT = "hiwar-draft";
  const box = () => document.querySelector("#hw-box textarea");
  const name = () => new URL(location.href).searchParams.get("conversation");
  const named = (to) => {
    const here = new URL(location.href);
    if (to) here.searchParams.set("conversation", to);
    else here.searchParams.delete("conversation");
    return here;
  };
  const invented = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  // The name stands in the address from the first question on, where conversations are kept.
  window.hiwar.conversation = () => {
    if (!name() && document.querySelector('.hw-tool[name="conversations"]')) {
      history.replaceState(history.state, "", named(invented()));
    }
    return name();
  };
  window.hiwar.named = name;
  // From a conversation that is no more.
  window.hiwar.leave = () => {
    history.replaceState(history.state, "", named(null));
    document.querySelector("#hw-new").click();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("#hw-new") && name()) history.pushState(null, "", named(null));
    const language = event.target.closest?.(".hw-choices a");
    if (language) language.search = location.search; // the conversation goes along into the other language
  });

  // The way back leads to the conversation that was left for a new one.
  addEventListener("popstate", () => location.reload());

  const kept = () => {
    try {
      const draft = JSON.parse(sessionStorage.getItem(DRAFT));
      sessionStorage.removeItem(DRAFT);
      return draft;
    } catch {
      return null; // storage may be forbidden
    }
  };

  // Between the return of a lost connection and Gradio's reload nothing is sent: what was to be is sent behind it.
  let lost = false;
  let pressed = false;
  addEventListener("offline", () => (lost = true));
  document.addEventListener("input", () => (pressed = false));
  for (const kind of ["click", "keydown"]) {
    document.addEventListener(kind, (event) => {
      const enters = event.key === "Enter" && !event.shiftKey && event.target === box();
      if (enters || event.target.closest?.("#hw-send")) pressed = lost && navigator.onLine;
    }, true);
  }
  addEventListener("pagehide", () => {
    const unanswered = document.querySelector(".hw-running") ? document.querySelectorAll(".hw-question") : [];
    const text = box()?.value || [...unanswered].at(-1)?.innerText || "";
    try {
      sessionStorage.setItem(DRAFT, JSON.stringify({ text, limit: window.hiwar.limited(), send: pressed && Boolean(box()?.value) }));
    } catch {
      // then nothing is brought back
    }
  });
  const draft = kept();
  // Once the conversation is back, or the question would begin another.
  window.hiwar.opened = () => {
    if (draft?.send) document.querySelector("#hw-send").click();
  };
  if (!draft) return;
  const waiting = new MutationObserver(() => {
    if (!box()) return;
    waiting.disconnect();
    window.hiwar.limit(draft.limit);
    if (draft.text) window.hiwar.type(draft.text);
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
