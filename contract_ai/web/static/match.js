// Choosing what an invoice or a line belongs to, by keyboard: j and k, n for none, / to search, w to say why.
"use strict";

const choices = [...document.querySelectorAll("[data-choice] input[type=radio]")];
const pick = (one) => {
  if (!one) return;
  one.checked = true;
  one.focus();
  one.closest("tr").scrollIntoView({ block: "nearest" });
};
const step = (by) => {
  const at = choices.findIndex((one) => one === document.activeElement || (document.activeElement?.name !== "to" && one.checked));
  pick(choices[Math.min(choices.length - 1, Math.max(0, at + by))]);
};
const form = document.querySelector("form.choice");

app.on("j", () => step(1));
app.on("k", () => step(-1));
app.on("n", () => pick(choices.find((one) => "none" in one.dataset)));
app.on("/", () => document.querySelector("[data-search]").focus());
app.on("w", () => document.getElementById("reason").focus());
app.on("Enter", () => form.requestSubmit());
