// The list of findings: the proof beside it, the search box by key, reasons asked for when many are decided.
"use strict";

(() => {
  const split = document.getElementById("split");
  const panel = document.getElementById("panel");
  const list = document.querySelector("[data-list]");
  const roomy = matchMedia("(min-width: 1200px)");
  let wanted = true; // until somebody closes it
  let asked = null;

  const close = () => {
    asked = null;
    panel.hidden = true;
    split.classList.remove("open");
  };

  const show = async (row) => {
    if (!roomy.matches || !row || row.dataset.panel === asked) return;
    asked = row.dataset.panel;
    const mine = asked;
    panel.hidden = false;
    split.classList.add("open");
    panel.classList.add("loading");
    panel.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(mine, { headers: { Accept: "text/html" } });
      if (mine !== asked) return;
      if (!answer.ok || answer.redirected) throw new Error(answer.redirected ? "Sign in again to see the proof." : `The proof cannot be shown: the server answered ${answer.status}.`);
      panel.innerHTML = await answer.text();
      panel.scrollTop = 0;
    } catch (error) {
      if (mine === asked) panel.textContent = error.message;
    }
    panel.classList.remove("loading");
    panel.removeAttribute("aria-busy");
    row.scrollIntoView({ block: "nearest" });
  };

  const light = (row) => {
    list.querySelector(".lit")?.classList.remove("lit");
    row.classList.add("lit");
    show(row);
  };

  if (list) {
    list.addEventListener("lit", (event) => { if (wanted) show(event.detail); });
    list.addEventListener("click", (event) => {
      const row = event.target.closest("[data-row]");
      if (!row || event.target.closest("a, input, button") || !roomy.matches) return;
      wanted = true;
      light(row);
    });
    app.on("v", () => {
      wanted = panel.hidden;
      if (!wanted) close();
      else light(list.querySelector(".lit") || list.querySelector("[data-row]"));
    });
  }
  const shut = () => { wanted = false; close(); list.querySelector(".lit [data-open]")?.focus(); };
  panel.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) shut(); });
  app.on("Escape", () => { if (!panel.hidden) shut(); });
  app.on("l", () => panel.querySelector("#letter")?.click());
  app.on("/", () => document.getElementById("q").focus());

  // A reason is asked for only when many are decided: the list itself needs none.
  const reason = document.getElementById("reason");
  const bulk = document.querySelector("[data-bulk]");
  if (bulk) {
    const renew = () => { reason.required = !bulk.hidden; };
    bulk.closest("form").addEventListener("change", renew);
    renew();
  }
})();
