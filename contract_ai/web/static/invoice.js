// An invoice by keyboard: j and k go through what can be changed, Enter changes it, c changes the contract.
"use strict";

const changes = [...document.querySelectorAll("a.change")];
const move = (by) => {
  const at = changes.indexOf(document.activeElement);
  changes[Math.min(changes.length - 1, Math.max(0, at + by))]?.focus();
};
app.on("j", () => move(1));
app.on("k", () => move(-1));
app.on("c", () => document.getElementById("change-contract").click());
