// What the next questions are limited to: chosen documents, a range of dates, a session; chosen in a dialog, told by a chip.
(() => {
  const words = window.hiwarWords;
  const { make, dialog, labelled, tell } = window.hiwar;
  const { hiwarCounted: counted, hiwarDated: dated } = window;
  const TITLES = 3; // that a chip names
  const MANY = 8; // documents: among more one looks for a title
  let chosen = null; // { documents: [{ id, title, date, symbol, sessions }], since, until, session }

  window.hiwar.scope = () =>
    chosen && { documents: chosen.documents.map(({ id }) => id), since: chosen.since, until: chosen.until, session: chosen.session ?? "" };

  // --- The chip above the question: what is searched; one tap takes it away ---------------------------------
  const said = make("button", { type: "button", className: "hw-button" });
  const clear = make("button", { type: "button", className: "hw-button" }, words.scope_clear);
  const chip = make("div", { id: "hw-scope", role: "group" }, said, clear);
  chip.setAttribute("aria-label", words.scope);
  const inWords = ({ documents, since, until, session }) => {
    const titles = documents.slice(0, TITLES).map(({ title }) => words.scope_title.replace("{title}", () => title));
    const more = documents.length > TITLES ? [words.scope_more.replace("{count}", documents.length)] : [];
    const below = session ? [words.scope_title.replace("{title}", () => session)] : [];
    const dates = [[words.scope_from, since], [words.scope_to, until]].filter(([, date]) => date);
    return [...titles, ...more, ...below, ...dates.map(([text, date]) => text.replace("{date}", dated(date)))].join(words.list_comma);
  };
  const limit = (scope) => {
    chosen = scope;
    chip.remove();
    if (!scope) return;
    said.textContent = words.scope_in.replace("{scope}", () => inWords(scope));
    document.querySelector("#hw-ask").before(chip);
  };
  Object.assign(window.hiwar, { limit, limited: () => chosen, unlimit: () => limit(null) });
  clear.onclick = () => {
    limit(null);
    document.querySelector("#hw-box textarea").focus();
  };

  // --- The dialog --------------------------------------------------------------------------------------------
  const option = (one) => {
    const box = make("input", { type: "checkbox", value: one.id });
    box.checked = chosen?.documents.some(({ id }) => id === one.id) ?? false;
    const title = make("span", { dir: "auto" }, one.title);
    const date = one.date ? [make("span", { className: "hw-n" }, dated(one.date))] : [];
    const symbol = one.symbol ? [make("bdi", { dir: "ltr" }, one.symbol)] : [];
    const place = [...date, ...(date.length && symbol.length ? [" · "] : []), ...symbol];
    return make("label", {}, box, make("span", {}, title, make("small", {}, ...place)));
  };
  const choose = async () => {
    let documents = [];
    try {
      ({ documents } = await (await fetch("/documents")).json());
    } catch {
      return tell(words.deed_failed);
    }
    const options = new Map(documents.map((one) => [option(one), one]));
    const untitled = make("p", { role: "status", hidden: true }, words.scope_untitled);
    const list = make("fieldset", { className: "hw-scope-list" }, make("legend", {}, words.scope_documents), ...options.keys(), untitled);
    const find = make("input", { type: "search", dir: "auto" });
    const since = make("input", { type: "date", value: chosen?.since ?? "" });
    const until = make("input", { type: "date", value: chosen?.until ?? "" });
    const session = make("select", { dir: "auto" });
    const sessions = labelled(words.scope_session, session);
    const count = make("p", { role: "status", className: "hw-n" });
    const apply = make("button", { className: "hw-button hw-first" }, words.scope_apply);
    const all = make("button", { type: "button", className: "hw-button" }, words.scope_clear);
    const dates = make("div", { className: "hw-scope-dates" }, labelled(words.scope_since, since), labelled(words.scope_until, until));
    const note = make("p", { className: "hw-note" }, words.scope_undated);
    const foot = make("div", { className: "hw-dialog-foot" }, count, apply, all);
    const finder = documents.length > MANY ? [labelled(words.scope_find, find)] : [];
    const form = make("form", { method: "dialog" }, make("p", {}, words.scope_about), ...finder, list, sessions, dates, note, foot);
    const picked = () => [...options].filter(([label]) => label.querySelector("input").checked).map(([, one]) => one);
    // Only sessions of what is searched can be chosen; where there are none, nothing is asked.
    const offer = (within) => {
      const names = [...new Set(within.flatMap((one) => one.sessions))];
      const wanted = session.options.length ? session.value : chosen?.session ?? "";
      const options = names.map((name) => make("option", { value: name }, name));
      session.replaceChildren(make("option", { value: "" }, words.scope_any_session), ...options);
      session.value = names.includes(wanted) ? wanted : "";
      sessions.hidden = !names.length;
    };
    const settle = () => {
      const wanted = picked();
      const within = (wanted.length ? wanted : documents).filter(
        ({ date }) => (!since.value && !until.value) || (date && date >= since.value && (!until.value || date <= until.value)),
      );
      offer(within);
      const held = within.filter((one) => !session.value || one.sessions.includes(session.value));
      const reversed = since.value && until.value && until.value < since.value;
      const nothing = reversed ? words.scope_reversed : words.scope_nothing;
      count.textContent = held.length ? words.scope_count.replace("{count}", counted(held.length, words.counts.documents)) : nothing;
      apply.disabled = !held.length;
    };
    find.oninput = () => {
      const wanted = find.value.trim().toLowerCase();
      for (const [label, { title, symbol }] of options) label.hidden = !`${title} ${symbol}`.toLowerCase().includes(wanted);
      untitled.hidden = [...options.keys()].some((label) => !label.hidden);
    };
    find.onkeydown = (event) => {
      if (event.key === "Enter") event.preventDefault(); // what is found is not yet chosen
    };
    form.onchange = settle;
    const opened = dialog(words.scope, form);
    form.onsubmit = () => {
      const some = picked().length || since.value || until.value || session.value;
      limit(some ? { documents: picked(), since: since.value, until: until.value, session: session.value } : null);
      opened.close();
    };
    all.onclick = () => {
      limit(null);
      opened.close();
    };
    settle();
  };
  said.onclick = choose;
  window.hiwar.chooseScope = choose;
})();
