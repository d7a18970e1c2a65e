// The terms of a review: cards, keys, forms; everything a person decides goes to the server at once.
"use strict";

(() => {
  const root = document.getElementById("review");
  const cards = document.getElementById("cards");
  const terms = document.getElementById("terms");
  const fresh = document.getElementById("new-terms");
  const bar = document.getElementById("picked");
  const panes = root.querySelector(".panes");
  const at = root.dataset.at;
  const mayChange = "mayChange" in root.dataset;
  const all = () => [...cards.querySelectorAll("[data-term]")];
  const lit = () => cards.querySelector(".term.lit");
  const cardOf = (key) => document.getElementById(`term-${key}`);
  let busy = false, fades = 0;
  const say = (text) => { app.say(text); clearTimeout(fades); fades = setTimeout(() => app.say(""), 10000); };

  const spotOf = (el) => el && "spot" in el.dataset ? {
    key: el.dataset.term, page: Number(el.dataset.page) || 0, boxes: JSON.parse(el.dataset.boxes || "[]"),
    anchor: el.dataset.anchor, quote: el.dataset.quote, tone: el.dataset.state === "proposed" ? (el.classList.contains("look") ? "look" : "") : el.dataset.state,
  } : null;
  const redraw = () => viewer.show(all().map(spotOf).filter(Boolean));

  // ---- which card is lit ------------------------------------------------------------------
  // Not scrollIntoView: newer browsers would start the first Tab from the card, and the way to the content be missed.
  const bring = (card) => {
    const frame = terms.getBoundingClientRect(), box = card.getBoundingClientRect();
    const above = box.top - frame.top - 12, below = box.bottom - frame.bottom + 24;
    terms.scrollTop += above < 0 ? above : Math.max(0, Math.min(above, below));
  };
  const light = (card, { scroll = true, focus = true } = {}) => {
    for (const old of document.querySelectorAll(".term.lit, .plain.lit")) old.classList.remove("lit");
    viewer.light(spotOf(card), scroll);
    if (!card) return;
    card.classList.add("lit");
    if (focus) card.focus({ preventScroll: true });
    bring(card);
  };
  const step = (by) => {
    const list = all(), now = list.indexOf(lit());
    const to = list[now < 0 ? 0 : Math.min(list.length - 1, Math.max(0, now + by))];
    if (to) light(to);
  };
  const nextOpen = (from) => {
    const list = all(), start = Math.max(list.indexOf(from), 0);
    const open = (card) => card.dataset.state === "proposed";
    return list.slice(start).find(open) || list.find(open);
  };

  const tab = (name) => {
    panes.dataset.shown = name;
    for (const one of ["document", "terms"]) document.getElementById(`tab-${one}`).setAttribute("aria-selected", String(one === name));
  };
  for (const one of ["document", "terms"]) document.getElementById(`tab-${one}`).addEventListener("click", () => tab(one));
  root.querySelector(".tabs").addEventListener("keydown", (event) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const name = panes.dataset.shown === "terms" ? "document" : "terms";
    tab(name);
    document.getElementById(`tab-${name}`).focus();
  });

  terms.addEventListener("click", (event) => {
    const spot = event.target.closest("[data-spot]");
    const card = event.target.closest("[data-term]");
    const control = event.target.closest("button, a, input, select, textarea, summary, label");
    if (event.target.closest("[data-show]")) {
      if (card) light(card);
      else viewer.light(spotOf(spot), true);
      tab("document");
      return;
    }
    if (control) return;
    if (card) light(card, { focus: !event.target.closest("form") });
    else if (spot) viewer.light(spotOf(spot), true);
  });
  terms.addEventListener("pointerover", (event) => viewer.light(spotOf(event.target.closest("[data-spot]")), false, "near"));
  terms.addEventListener("pointerleave", () => viewer.light(null, false, "near"));
  viewer.on("box", (key) => { tab("terms"); const card = cardOf(key); if (card) light(card, { scroll: false }); });
  viewer.on("over", (key) => {
    for (const old of cards.querySelectorAll(".near")) old.classList.remove("near");
    if (key) cardOf(key)?.classList.add("near");
  });

  // ---- answers of the server --------------------------------------------------------------
  const parse = (html) => { const box = document.createElement("template"); box.innerHTML = html.trim(); return box.content.firstElementChild; };
  const groupOf = (card) => {
    let group = [...cards.children].find((one) => one.dataset.group === card.dataset.kind);
    if (!group) {
      cards.querySelector(".empty")?.remove();
      group = parse('<section class="group"><h2></h2></section>');
      group.dataset.group = card.dataset.kind;
      group.firstElementChild.textContent = card.querySelector("h3").textContent;
      cards.append(group);
    }
    return group;
  };
  const take = (answer) => {
    const shown = [];
    for (const { was, html } of answer.cards || []) {
      const old = was === null ? null : cardOf(was);
      const made = html ? parse(html) : null;
      if (made && old) old.replaceWith(made);
      else if (made) groupOf(made).append(made);
      else old?.remove();
      if (made) shown.push(made);
    }
    if (answer.progress) document.getElementById("progress").innerHTML = answer.progress;
    redraw();
    return shown;
  };

  // Send a change; what it answers is shown, also where somebody else was faster.
  const change = async (address, body) => {
    if (busy) return null;
    busy = true;
    root.classList.add("busy");
    try {
      const answer = await app.send(address, body);
      const shown = take(answer);
      say(answer.said);
      return { answer, shown };
    } catch (error) {
      say(error.message);
      if (error.body?.cards) { const [card] = take(error.body); if (card) light(card); }
      return error.body?.form ? { refused: error.body } : null;
    } finally {
      busy = false;
      root.classList.remove("busy");
    }
  };

  const decide = async (card, act) => {
    if (!card || !mayChange) return;
    if (card.querySelector(".term-form")) return;
    if (card.dataset.state === { confirm: "confirmed", reject: "rejected" }[act]) { light(nextOpen(card)); return; }
    const made = await change(`${at}/terms/${card.dataset.term}/${act}`);
    if (!made) return;
    const [now] = made.shown;
    light(nextOpen(now) || now);
  };

  const allSure = async () => {
    const sure = all().filter((card) => "sure" in card.dataset).map((card) => Number(card.dataset.term));
    if (!sure.length) { say("No term that is sure waits to be confirmed."); return; }
    const many = sure.length === 1 ? "the one term that is sure" : `the ${sure.length} terms that are sure`;
    if (!await app.sure(`Confirm ${many}?`)) return;
    const made = await change(`${at}/confirm-sure`, { numbers: sure });
    if (made) light(nextOpen(all()[0]) || lit() || all()[0]);
  };
  const undo = async () => {
    const made = await change(`${at}/undo`);
    if (made?.shown.length) light(made.shown[0]);
  };

  // ---- forms ------------------------------------------------------------------------------
  const filled = (form) => {
    const fields = {};
    for (const el of form.elements) if (el.name && el.type !== "hidden") fields[el.name] = el.value;
    return { kind: form.dataset.kind, fields, evidence: form.elements.evidence.value, seal: form.elements.seal.value };
  };
  const put = (card, html) => {
    const form = parse(html);
    const old = card.querySelector(".term-form");
    if (old) old.replaceWith(form);
    else { card.querySelector(".value").hidden = true; card.append(form); }
    form.querySelector("[data-use]").hidden = !viewer.picked() || !card.dataset.term;
    (form.querySelector("[aria-invalid]") || form.querySelector("input:not([type=hidden]), select"))?.focus();
    bring(card);
    return form;
  };
  const leave = (card) => {
    if (!card.dataset.term) { card.remove(); light(lit() || all()[0]); return; }
    card.querySelector(".term-form")?.remove();
    card.querySelector(".value").hidden = false;
    light(card);
  };
  const edit = async (card) => {
    if (!card || !mayChange || card.querySelector(".term-form")) return;
    light(card);
    try {
      const answer = await fetch(`${at}/terms/${card.dataset.term}/form`, { headers: { Accept: "application/json" } });
      const read = await answer.json();
      if (!answer.ok) { say(read.detail); take(read); return; }
      put(card, read.form);
    } catch {
      say("The server cannot be reached. Check the network and try again.");
    }
  };
  const save = async (form) => {
    const card = form.closest(".card");
    const number = card.dataset.term;
    const made = await change(number ? `${at}/terms/${number}/correct` : `${at}/terms`, filled(form));
    if (made?.refused) {
      put(card, made.refused.form);
      return;
    }
    if (!made?.answer) return;
    if (!number) { card.remove(); viewer.clear(); light(made.shown[0]); return; }
    viewer.clear();
    light(nextOpen(made.shown[0]) || made.shown[0]);
  };
  const use = async (card) => {
    const picked = viewer.picked();
    if (!picked) return;
    say("Reading the words ...");
    try {
      const answer = await app.send(`${at}/terms/${card.dataset.term}/propose`, { kind: card.dataset.kind, selection: picked.selection });
      put(card, answer.forms[0]);
      say("The values are those of the selected words. Save them with Enter.");
    } catch (error) { say(error.message); if (error.body?.cards) take(error.body); }
  };
  const make = async (named) => {
    if (!mayChange) return;
    const picked = viewer.picked();
    const open = cards.querySelector(".term-form")?.closest(".card");
    if (!picked) {
      say("Select the words first: drag over them in the document, or press / and find them.");
      return;
    }
    if (open) { use(open); return; }
    const dialog = document.getElementById("new-term");
    dialog.querySelector("blockquote").textContent = picked.text;
    dialog.querySelector(".trouble").hidden = true;
    const kind = document.getElementById("new-kind");
    if (named || lit()) kind.value = named || lit().dataset.kind;
    dialog.returnValue = "no";
    dialog.showModal();
    kind.focus();
    await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
    if (dialog.returnValue !== "yes") return;
    say("Reading the words ...");
    try {
      const answer = await app.send(`${at}/propose`, { kind: kind.value, selection: picked.selection });
      fresh.replaceChildren();
      for (const html of answer.forms.slice().reverse()) {
        const card = parse('<article class="card term new"><header><h3></h3><span class="badge">New</span></header><div class="value" hidden></div></article>');
        card.querySelector("h3").textContent = kind.selectedOptions[0].textContent;
        fresh.prepend(card);
        put(card, html);
      }
      tab("terms");
      say(answer.forms.length > 1 ? `The words state ${answer.forms.length} terms. Save those that are right.` : "Look at the values and save them with Enter.");
    } catch (error) { say(error.message); }
  };

  const propose = async (button) => {
    await viewer.choose(spotOf(button.closest("[data-spot]")));
    make(button.dataset.propose);
  };

  document.getElementById("new-term")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.closest("button")) return;  // in a list of choices it would do nothing
    event.preventDefault();
    document.getElementById("new-term").close("yes");
  });
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.id === "find") return;
    const card = form.closest("[data-term]");
    event.preventDefault();
    if (form.matches(".term-form")) save(form);
    else if (card) decide(card, event.submitter?.dataset.act || "confirm");
    else if ("undo" in form.dataset) undo();
    else if ("allSure" in form.dataset) allSure();
    else if ("check" in form.dataset) check();
  });
  root.addEventListener("click", (event) => {
    const card = event.target.closest(".card");
    if (event.target.closest("[data-edit]")) edit(card);
    if (event.target.closest("[data-cancel]")) leave(card);
    if (event.target.closest("[data-use]")) use(card);
    if (event.target.closest("[data-new]")) make();
    if (event.target.closest("[data-propose]")) propose(event.target.closest("[data-propose]"));
    if (event.target.closest("[data-clear]")) viewer.clear();
    if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
  });
  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const form = event.target.closest(".term-form");
    if (form) leave(form.closest(".card"));
    else if (event.target.id === "find-words") { event.target.blur(); (lit() || terms).focus(); }
    else viewer.clear();
  });
  viewer.on("pick", (picked) => {
    bar.hidden = !picked;
    if (picked) bar.querySelector("q").textContent = picked.text.length > 120 ? `${picked.text.slice(0, 118)} …` : picked.text;
    for (const button of cards.querySelectorAll("[data-use]")) button.hidden = !picked;
  });

  // ---- check again ------------------------------------------------------------------------
  const checking = document.getElementById("checking");
  const look = async () => {
    const answer = await fetch(`${at}/check`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const state = await answer.json();
    checking.hidden = false;
    checking.replaceChildren();
    const words = document.createElement("span");
    checking.append(words);
    if (state.running) {
      words.textContent = "The checks are running for what changed. You can leave this page. ";
      checking.append(Object.assign(document.createElement("progress"), { ariaLabel: "Checking" }));
      setTimeout(look, 1000);
      return;
    }
    words.textContent = `${state.trouble || state.said} `;
    const link = document.createElement("a");
    link.href = `/findings?${new URLSearchParams({ contract: root.dataset.stem })}`;
    link.textContent = `${state.findings} in this contract`;
    checking.append(link);
  };
  const check = async () => {
    try { await app.send(`${at}/check`); look(); } catch (error) { say(error.message); }
  };

  // ---- keys -------------------------------------------------------------------------------
  app.on("j", () => step(1));
  app.on("k", () => step(-1));
  app.on("s", () => { if (lit()) { light(lit()); tab("document"); } });
  app.on("/", () => { tab("document"); document.getElementById("find-words").select(); });
  if (mayChange) {
    app.on("Enter", () => decide(lit(), "confirm"));
    app.on("e", () => edit(lit()));
    app.on("x", () => decide(lit(), "reject"));
    app.on("n", () => make());
    app.on("u", undo);
    app.on("a", allSure);
  }

  redraw();
  const named = location.hash.startsWith("#term-") ? document.getElementById(location.hash.slice(1)) : null;
  light(named || all().find((card) => card.dataset.state === "proposed") || all()[0], { focus: false });
})();
