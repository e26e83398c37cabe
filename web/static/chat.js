// What a person does with questions and answers: copy, share, ask again, judge, and go back to conversations.
(() => {
  const words = window.hiwarWords;
  const language = document.documentElement.lang;
  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };
  const box = () => document.querySelector("#hw-box textarea");
  const notice = () => document.querySelector("#hw-notice");

  // Told to screen readers, and shown for a moment.
  const live = make("p", { id: "hw-told", role: "status" });
  document.body.append(live);
  let hiding = 0;
  const tell = (text, stays = false) => {
    live.textContent = text;
    clearTimeout(hiding);
    if (!stays) hiding = setTimeout(() => (live.textContent = ""), 6000);
  };

  // --- What goes to the server with a question, and with a deed -------------------------------------------
  let editing = null; // the question that the next one takes the place of
  let next = null; // a question asked by a button
  let deed = "";
  let reply = null;
  window.hiwar = {
    command: (typed) => {
      const command = next ?? (editing !== null && typed.trim() ? { at: editing } : null);
      const scope = window.hiwar.scope();
      const conversation = window.hiwar.conversation();
      const { page } = window.hiwar;
      next = null;
      notice().hidden = false;
      if (command) endEditing();
      return JSON.stringify({ page, ...command, ...(scope && { scope }), ...(conversation && { conversation }) });
    },
    // Which question of the conversation is being written, counted from 0.
    place: () => editing ?? document.querySelectorAll(".hw-question").length,
    deed: () => deed,
    // An answer that was stopped still runs, as the page shows it.
    ended: () => document.querySelector(".hw-running") && document.querySelector("#hw-settle").click(),
    replied: (told) => reply?.(JSON.parse(told || "{}")),
  };
  const send = (command) => {
    next = command;
    document.querySelector("#hw-send").click();
    box()?.focus();
  };
  const act = (what) =>
    new Promise((resolve) => {
      deed = JSON.stringify(what);
      reply = resolve;
      document.querySelector("#hw-deed").click();
    });

  // What was wrong with a question is wrong no more when it is written otherwise.
  document.addEventListener("input", (event) => {
    if (event.target === box()) notice().hidden = true;
  });

  // --- Editing a question ----------------------------------------------------------------------------------
  const cancel = make("button", { type: "button", className: "hw-button" }, words.cancel);
  const banner = make("div", { id: "hw-editing", hidden: true }, make("p", { role: "status" }, words.editing), cancel);
  const endEditing = () => {
    editing = null;
    banner.hidden = true;
  };
  cancel.onclick = () => {
    endEditing();
    type("");
    box().focus();
  };
  const type = (text) => {
    const area = box();
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(area, text);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const questionAt = (at) =>
    [...(document.querySelectorAll(".hw-question")[at]?.querySelectorAll("p") ?? [])]
      .map((line) => line.textContent)
      .join("\n");
  const edit = (at) => {
    document.querySelector("#hw-ask").before(banner);
    editing = at;
    banner.hidden = false;
    type(questionAt(at));
    box().focus();
  };

  // --- A report of an answer with its references -----------------------------------------------------------
  // A line's parts for Word, which knows no <bdi>: a name or a date that must not be turned is a span of its own.
  const runs = (line) =>
    [...line.childNodes].flatMap((node) => {
      if (node.nodeName === "BDI") return [make("span", { dir: "ltr" }, node.textContent)];
      return node.childNodes.length ? runs(node) : [node.textContent];
    });
  const report = (answer, at) => {
    const references = [...answer.querySelectorAll(".hw-citations .hw-citation")].map((cited) => [
      cited.querySelector(".hw-number"),
      cited.querySelector(".hw-label"),
      cited.querySelector(".hw-source .hw-place p:last-child"),
    ]);
    const body = [...answer.querySelectorAll(".hw-text p")];
    const asked = [...(document.querySelectorAll(".hw-question")[at]?.querySelectorAll("p") ?? [])];
    const question = questionAt(at);
    const scoped = document.querySelectorAll(".hw-question")[at]?.parentElement.querySelector(".hw-scoped");
    const edition = answer.querySelector(".hw-answered-from");
    const plain = [
      `${words.report_question}: ${question}`,
      ...(scoped ? [scoped.textContent] : []),
      "",
      ...body.map((line) => line.textContent),
      ...(references.length ? ["", `${words.citations}:`] : []),
      ...references.map(([number, label, file]) => `${number.textContent} ${label.textContent} — ${file.textContent}`),
      ...(edition ? ["", edition.textContent] : []),
    ].join("\n");
    // Word takes direction and alignment from each paragraph.
    const paragraph = (parts, dir = "rtl", style = "") => {
      const p = make("p", { dir }, ...parts);
      p.style.cssText = `direction:${dir};text-align:${dir === "rtl" ? "right" : "left"};${style}`;
      return p;
    };
    const line = (from, style) => paragraph(runs(from), from.dir || "rtl", style);
    const page = make("div", { dir: "rtl", lang: "ar" });
    page.style.cssText = 'font-family:"Noto Naskh Arabic","Traditional Arabic","Arial",sans-serif;font-size:12pt';
    page.append(...asked.map((from) => line(from, "font-weight:bold")));
    if (scoped) page.append(line(scoped, "font-size:10pt"));
    page.append(...body.map((from) => line(from, "")));
    if (references.length) page.append(paragraph([words.citations], "rtl", "font-weight:bold"));
    for (const [number, label, file] of references) {
      page.append(paragraph([...runs(number.parentElement), " — ", ...runs(file)], "rtl", "font-size:10pt"));
    }
    if (edition) page.append(line(edition, "font-size:9pt"));
    return { plain, html: page.outerHTML };
  };
  const copy = async (plain, html, done) => {
    try {
      const types = { "text/plain": new Blob([plain], { type: "text/plain" }) };
      if (html) types["text/html"] = new Blob([html], { type: "text/html" });
      await navigator.clipboard.write([new ClipboardItem(types)]);
      tell(done);
    } catch {
      tell(words.copy_failed);
    }
  };

  // --- Dialogs: the browser keeps the focus inside, closes them by Escape and gives the focus back ---------
  const dialog = (title, ...children) => {
    const shut = make("button", { type: "button", className: "hw-button" }, words.panel_close);
    const heading = make("h2", { id: "hw-dialog-title" }, title);
    const element = make("dialog", { className: "hw-dialog" }, make("header", {}, heading, shut), ...children);
    element.dir = document.documentElement.dir;
    element.setAttribute("aria-labelledby", heading.id);
    shut.onclick = () => element.close();
    element.onclose = () => {
      document.body.append(live);
      element.remove();
    };
    document.body.append(element);
    element.showModal();
    element.append(live); // what lies below an open dialog is neither seen nor read out
    return element;
  };
  const labelled = (text, control) => make("label", { className: "hw-field" }, make("span", {}, text), control);
  Object.assign(window.hiwar, { make, dialog, labelled, tell, type }); // for the scripts behind this one

  const share = async (at) => {
    const told = await act({ kind: "share", at });
    if (!told.done) return tell(told.problem || words.deed_failed);
    const link = new URL(`/a/${told.name}${language === "ar" ? "" : `?lang=${language}`}`, location.href).href;
    const field = make("input", { type: "text", readOnly: true, value: link, dir: "ltr" });
    const button = make("button", { type: "button", className: "hw-button" }, words.copy_link);
    button.onclick = () => copy(link, "", words.link_copied);
    dialog(words.share, make("p", {}, words.share_done), labelled(words.share_link, field), button);
    field.select();
  };

  const judge = async (at, verdict) => {
    const told = await act({ kind: "judge", at, ...verdict });
    tell(told.done ? words.judged : told.problem || words.deed_failed);
    for (const button of told.done ? document.querySelectorAll(`.hw-act[value="${at}"]`) : []) {
      if (["helped", "unhelped"].includes(button.name)) button.ariaPressed = (button.name === "helped") === verdict.helped;
    }
  };
  const complain = (at) => {
    const reasons = make("fieldset", {}, make("legend", {}, words.why_not));
    for (const [value, text] of Object.entries(words.reasons)) {
      reasons.append(make("label", {}, make("input", { type: "radio", name: "reason", value, required: true }), text));
    }
    const comment = make("textarea", { rows: 3, maxLength: 2000, dir: "auto" });
    const form = make(
      "form",
      { method: "dialog" },
      reasons,
      labelled(words.comment, comment),
      make("p", { className: "hw-note" }, words.verdict_kept),
      make("button", { className: "hw-button" }, words.send_verdict),
    );
    const opened = dialog(words.did_not_help, form);
    form.onsubmit = () => {
      const reason = new FormData(form).get("reason");
      judge(at, { helped: false, reason, comment: comment.value });
      opened.close();
    };
  };

  // --- Conversations that are kept -------------------------------------------------------------------------
  const forget = (conversation) => {
    const body = new URLSearchParams(conversation ? { conversation } : {});
    return fetch("/conversations/forget", { method: "POST", body }).catch(() => null);
  };
  // What cannot be undone is done at the second press; whoever goes elsewhere meanwhile is asked anew.
  const surely = (button, question, act) => {
    const { textContent: text, ariaLabel: label } = button;
    const settle = (asked) => {
      button.dataset.asked = asked ? "1" : "";
      button.textContent = asked ? question : text;
      button.ariaLabel = asked ? null : label;
    };
    button.onblur = () => settle(false);
    button.onclick = async () => {
      if (!button.dataset.asked) return settle(true);
      if (!(await act())) tell(words.deed_failed);
    };
  };
  const list = async () => {
    let kept = null;
    let days = 0;
    try {
      ({ days, conversations: kept } = await (await fetch("/conversations")).json());
    } catch {
      return tell(words.deed_failed);
    }
    const items = make("ul", { className: "hw-list" });
    const nothing = make("p", { hidden: kept.length > 0 }, words.conversations_none);
    const whole = make("button", { type: "button", className: "hw-button" }, words.delete_all);
    const take = make("a", { className: "hw-button", href: "/conversations/export.json", download: "" }, words.export);
    const note = make("p", { className: "hw-note hw-n" }, words.conversations_kept.replace("{days}", window.hiwarCounted(days, words.counts.days)));
    const opened = dialog(words.conversations, nothing, items, note, take, whole);
    const settle = () => {
      nothing.hidden = items.childElementCount > 0;
      take.hidden = whole.hidden = !nothing.hidden;
    };
    for (const { conversation, title } of kept) {
      const remove = make("button", { type: "button", className: "hw-button" }, words.delete);
      remove.setAttribute("aria-label", words.delete_named.replace("{title}", title));
      const link = make("a", { href: `?conversation=${encodeURIComponent(conversation)}`, dir: "auto" }, title);
      const item = make("li", {}, link, remove);
      surely(remove, words.confirm_delete, async () => {
        if (!(await forget(conversation))?.ok) return false;
        if (conversation === window.hiwar.named()) window.hiwar.leave();
        (item.nextElementSibling ?? item.previousElementSibling)?.querySelector("a").focus();
        item.remove();
        settle();
        return true;
      });
      items.append(item);
    }
    surely(whole, words.confirm_delete_all, async () => {
      if (!(await forget(""))?.ok) return false;
      window.hiwar.leave();
      items.replaceChildren();
      settle();
      opened.querySelector("button").focus();
      return true;
    });
    settle();
  };

  // --- The network -----------------------------------------------------------------------------------------
  addEventListener("offline", () => tell(words.offline, true));
  addEventListener("online", () => tell(words.online));

  // --- A new question goes to the top, and its answer grows below it, unless the reader scrolls meanwhile ---
  let questions = 0;
  let pinned = null;
  let due = false;
  for (const moved of ["wheel", "touchmove", "keydown"]) {
    document.addEventListener(moved, () => (pinned = null), { passive: true });
  }
  const pin = () => {
    due = false;
    const asked = document.querySelectorAll("#hw-chat .hw-question");
    if (asked.length !== questions) pinned = asked.length > questions ? asked[asked.length - 1] : null;
    questions = asked.length;
    if (!pinned?.isConnected) pinned = pinned && asked[asked.length - 1]; // Gradio draws messages anew
    pinned?.scrollIntoView({ block: "start" });
    if (pinned && !document.querySelector(".hw-running")) requestAnimationFrame(() => (pinned = null));
  };
  // Once a frame: to scroll has the browser lay the page out, and Gradio changes it bit by bit.
  const plan = () => {
    if (!due) requestAnimationFrame(pin);
    due = true;
  };
  new MutationObserver(plan).observe(document.body, { subtree: true, childList: true });

  // --- Printing: what is folded is opened, and folded again ------------------------------------------------
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll(".hw-citation:not([open])")];
    for (const cited of folded) cited.open = true;
  });
  addEventListener("afterprint", () => {
    for (const cited of folded) cited.open = false;
  });

  const deeds = {
    copy: (at, answer) => {
      const { plain, html } = report(answer, at);
      copy(plain, html, words.copied);
    },
    share,
    retry: (at) => send({ question: questionAt(at), at }),
    widen: (at) => {
      window.hiwar.unlimit();
      send({ question: questionAt(at), at });
    },
    edit,
    helped: (at) => judge(at, { helped: true }),
    unhelped: complain,
  };
  // Digits and colours have scripts of their own.
  const tools = { conversations: list, scope: () => window.hiwar.chooseScope(), print: () => print() };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".hw-act, .hw-follow, .hw-tool");
    if (button?.classList.contains("hw-act")) deeds[button.name](Number(button.value), button.closest(".hw-answer"));
    else if (button?.classList.contains("hw-follow")) send({ question: button.value });
    else if (button && tools[button.name]) {
      button.closest("[popover]")?.hidePopover(); // which gives the focus back, so that a dialog can do so in turn
      tools[button.name]();
    }
    if (event.target.closest?.("#hw-new")) {
      document.querySelector("#hw-renew").click();
      endEditing();
      window.hiwar.unlimit();
    }
    // What was pressed goes, and the focus with it.
    if (event.target.closest?.("#hw-new, .hw-example")) box().focus();
  });
})();
