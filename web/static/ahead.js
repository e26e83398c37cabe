// A question goes ahead of Gradio's own way to the server, so that its answer is begun meanwhile: when its mark is typed,
// and when it is sent. What becomes of that call changes nothing: Gradio brings the question in any case.
(() => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const page = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const box = () => document.querySelector("#hw-box textarea");
  const ENDED = /[؟?]\s*$/;
  let said = "";
  let welcome = window.beginsAhead === true;
  window.hiwar.page = page;

  const ahead = async () => {
    const question = box().value;
    const scope = window.hiwar.scope();
    const body = JSON.stringify({ page, question, at: window.hiwar.place(), ...(scope && { scope }) });
    if (!welcome || body === said || !question.trim() || document.querySelector(".hw-running")) return;
    said = body;
    const headers = { "Content-Type": "application/json" };
    try {
      welcome = (await fetch("/ahead", { method: "POST", headers, body, priority: "high" })).ok;
    } catch {
      // the connection is lost, which Gradio tells
    }
  };
  document.addEventListener("input", (event) => {
    if (event.target === box() && ENDED.test(box().value)) ahead();
  });
  // Before Gradio, which takes its time.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target !== box()) return;
    ahead();
    said = ""; // the same may be asked again
  }, true);
})();
