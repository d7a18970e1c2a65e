// What somebody typed is not lost where a form was not taken: signed out, too old, or a colleague was faster.
"use strict";

(() => {
  const STORE = "unsent", LONGEST = 20000, HOLDS = 3600e3;
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const who = () => document.querySelector(".who")?.textContent ?? "";
  const read = () => { try { return JSON.parse(sessionStorage.getItem(STORE)); } catch { return null; } };
  const write = (what) => { try { sessionStorage.setItem(STORE, JSON.stringify(what)); } catch { /* full or forbidden: nothing is kept */ } };
  const drop = () => { try { sessionStorage.removeItem(STORE); } catch { /* forbidden */ } };
  const SECRET = "input[type=password], input[type=file], [autocomplete=one-time-code], [autocomplete=current-password]";
  const fields = (form) => [...form.elements].filter((one) => one.name && /^(INPUT|TEXTAREA|SELECT)$/.test(one.tagName) && one.type !== "hidden");
  const ticks = (one) => one.type === "checkbox" || one.type === "radio";

  // On the window, so that "are you sure" was asked before.
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.querySelector(SECRET)) return;
    const all = fields(form);
    const typed = all.some((one) => !ticks(one) && one.tagName !== "SELECT" && one.value && one.value !== one.defaultValue);
    if (!typed) return;
    const values = all.map((one) => [one.name, ticks(one) ? one.checked : one.value, ticks(one) ? one.value : ""]);
    const what = { path: location.pathname, action: form.getAttribute("action"), user: who(), at: Date.now(), values };
    if (JSON.stringify(values).length <= LONGEST) write(what);
  });

  const kept = read();
  if (!kept) return;
  if (Date.now() - kept.at > HOLDS || (who() && who() !== kept.user)) return drop();
  if (meta("unsent") === "keep") return write({ ...kept, refused: true });
  // The form itself may be the answer, with what was wrong said above it.
  const answered = !kept.refused && document.querySelector(".trouble[role=alert]:not([hidden])") !== null;
  if (!kept.refused && !answered) return drop(); // it was taken
  if (!answered && location.pathname !== kept.path) return;
  drop();
  const form = [...document.forms].find((one) => one.getAttribute("action") === kept.action);
  if (!form) return;
  const left = fields(form);
  for (const [name, value, which] of kept.values) {
    const at = left.findIndex((one) => one.name === name && (typeof value === "boolean" ? ticks(one) && one.value === which : !ticks(one)));
    if (at < 0) continue;
    const [one] = left.splice(at, 1);
    if (answered && (ticks(one) || one.value)) continue; // the server gave it back
    if (ticks(one)) one.checked = value; else one.value = value;
  }
  for (let box = form.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  if (answered) return;
  form.scrollIntoView({ block: "nearest" });
  app.say("What you typed was not saved. It stands in its field again: look at it, and send it once more.");
})();
