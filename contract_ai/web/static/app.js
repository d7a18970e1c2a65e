// What every page does: keys, menus, "are you sure", ticking rows, and telling what happened.
"use strict";

const app = {
  csrf: document.querySelector('meta[name="csrf"]').content,

  // Say something in the line under the bar; screen readers hear it.
  say(text) {
    const said = document.getElementById("said");
    said.hidden = !text;
    said.textContent = text;
  },

  // Take the token of a session that was opened meanwhile, in another tab, by the same person.
  async renew() {
    const user = (page) => page.querySelector(".who")?.textContent;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const csrf = page.querySelector('meta[name="csrf"]').content;
      if (!user(page) || user(page) !== user(document) || csrf === app.csrf) return false;
      for (const field of document.querySelectorAll("input[name=csrf]")) field.value = csrf;
      app.csrf = csrf;
      return true;
    } catch {
      return false;
    }
  },

  // Send a change as JSON; returns the answer's JSON, or throws an Error with words for a person.
  async send(address, body, method = "POST", again = true) {
    let answer;
    try {
      answer = await fetch(address, {
        method,
        headers: { "Content-Type": "application/json", "X-CSRF-Token": app.csrf, Accept: "application/json" },
        body: JSON.stringify(body ?? {}),
      });
    } catch {
      throw new Error("The server cannot be reached. Check the network and try again.");
    }
    if (answer.redirected && new URL(answer.url).pathname === "/sign-in") {
      throw new Error("You were signed out, so this was not saved. Sign in in another tab of the browser, and do it again here.");
    }
    if (answer.status === 403 && again && await app.renew()) return app.send(address, body, method, false);
    const text = await answer.text();
    let read = {};
    try { read = JSON.parse(text); } catch { /* a page, not JSON: the status says enough */ }
    if (!answer.ok) {
      const error = new Error(read.detail || (answer.status === 404 ? "This is not there any more, or not for you. Load the page again." : `The server answered ${answer.status}. Load the page again.`));
      error.status = answer.status;
      error.body = read;
      throw error;
    }
    return read;
  },

  // Ask before something that cannot be taken back.
  sure(question) {
    const dialog = document.getElementById("sure");
    dialog.querySelector("h2").textContent = question;
    dialog.showModal();
    return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true }));
  },

  // Whether keys are for a field and not for the page.
  typing(event) {
    const at = event.target;
    return event.ctrlKey || event.metaKey || event.altKey || at.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) && !/^(checkbox|radio|button|submit)$/.test(at.type) ||
      document.querySelector("dialog[open]") !== null;
  },

  keys: {},
  // Let a key do something on this page; the page's `keys` block lists it for people.
  on(key, act) { app.keys[key] = act; },
};

document.addEventListener("keydown", (event) => {
  if (app.typing(event)) return;
  const act = app.keys[event.key];
  if (!act) return;
  if (event.key === "Enter" && event.target.closest("a, button, summary, input")) return;
  event.preventDefault();
  act(event);
});

app.on("?", () => document.getElementById("keys").showModal());

// On a narrow screen the bar is wider than the page: where one is, stands in view.
for (const here of document.querySelectorAll("nav [aria-current=page]")) {
  const bar = here.parentElement;
  if (bar.scrollWidth > bar.clientWidth) bar.scrollLeft = here.offsetLeft - bar.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
}

// Forms that ask first.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const asks = event.submitter?.dataset.sure || form.dataset.sure;
  if (!asks || form.dataset.isSure) return;
  event.preventDefault();
  if (await app.sure(asks)) {
    form.dataset.isSure = "yes";
    form.requestSubmit(event.submitter);
  }
});

// A menu closes when something else is clicked or Escape is pressed.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) { menu.open = false; menu.querySelector("summary").focus(); }
});

// Lists: j and k move, Enter opens, x ticks.  The list is [data-list], its rows [data-row], a row's link [data-open].
for (const list of document.querySelectorAll("[data-list]")) {
  const rows = () => [...list.querySelectorAll("[data-row]")].filter((row) => !row.hidden);
  const lit = () => list.querySelector(".lit");
  const go = (step) => {
    const all = rows();
    const to = all[Math.min(all.length - 1, Math.max(0, all.indexOf(lit()) + step))];
    if (!to) return;
    lit()?.classList.remove("lit");
    to.classList.add("lit");
    to.scrollIntoView({ block: "nearest" });
    to.querySelector("[data-open]")?.focus({ preventScroll: true });
    list.dispatchEvent(new CustomEvent("lit", { detail: to }));
  };
  app.on("j", () => go(lit() ? 1 : rows().length ? 1 : 0));
  app.on("k", () => go(-1));
  app.on("Enter", () => lit()?.querySelector("[data-open]")?.click());
  app.on("x", () => lit()?.querySelector("input[type=checkbox]")?.click());
}

// Ticked rows bring up the bar of what can be done with them all.
for (const bulk of document.querySelectorAll("[data-bulk]")) {
  const form = bulk.closest("form");
  const count = bulk.querySelector("[data-count]");
  const renew = () => {
    const ticked = form.querySelectorAll("[data-row] input[type=checkbox]:checked").length;
    bulk.hidden = ticked === 0;
    if (count) count.textContent = `${ticked} chosen`;
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-all]")) for (const box of form.querySelectorAll("[data-row] input[type=checkbox]")) box.checked = event.target.checked;
    renew();
  });
  renew();
}
