// One finding: a letter chooses what to do and asks for the reason, Enter does it.
"use strict";

(() => {
  const follow = (id) => () => document.getElementById(id)?.click();
  app.on("j", follow("next"));
  app.on("k", follow("previous"));
  app.on("b", follow("back"));
  app.on("l", follow("letter"));
  app.on("c", () => document.getElementById("text").focus());
  app.on("u", () => document.getElementById("undo")?.requestSubmit());

  const form = document.getElementById("decide");
  if (!form) return;
  const reason = document.getElementById("reason");
  const label = form.querySelector("label[for=reason]");
  const buttons = [...form.querySelectorAll("button[data-key]")];
  let chosen = null;

  const choose = (button) => {
    chosen = button;
    for (const one of buttons) one.classList.toggle("main", one === button);
    form.classList.toggle("waiving", button?.value === "waive");
    label.textContent = button ? `Reason to ${button.value}` : "Reason";
  };

  for (const button of buttons) {
    app.on(button.dataset.key, () => {
      if (button.disabled) return;
      choose(button);
      reason.focus({ preventScroll: true }); // it stands at the bottom of the window already
    });
    // The first click without a reason says what is missing; the button stays the chosen one.
    button.addEventListener("click", () => { if (!reason.value.trim()) choose(button); });
  }
  reason.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { choose(null); reason.blur(); }
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (chosen) form.requestSubmit(chosen);
    else app.say("Choose what to do: press one of the buttons.");
  });
})();
