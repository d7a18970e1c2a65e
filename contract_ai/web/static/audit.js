// A sample: results by key, and after each of them the cursor on the next item.
"use strict";

(() => {
  const lit = () => document.querySelector("[data-list] .lit");
  const from = document.getElementById(location.hash.slice(1));
  if (from?.matches("[data-row]")) {
    from.classList.add("lit");
    from.querySelector("[data-open]")?.focus({ preventScroll: true });
  }
  app.on("a", () => lit()?.querySelector("[data-agree]")?.click());
  app.on("e", () => {
    const box = lit()?.querySelector("[data-exception]");
    if (!box) return;
    box.open = true;
    box.querySelector("input[name=note]").focus();
  });
})();
