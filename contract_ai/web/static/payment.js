// Deciding what a payment was for: j and k, c to choose, Enter to accept, x to reject, u to take back.
"use strict";

const decide = document.getElementById("decide");
const offers = document.getElementById("offers");
const press = (name) => document.getElementById(name)?.click();
const lit = () => document.querySelector("[data-offer].lit");

// Amounts are whole numbers of millionths, so that nothing is rounded.
const DIGITS = 6, UNIT = 10n ** 6n;
const read = (text) => {
  const found = /^(\d+)(?:\.(\d{1,6}))?$/.exec(text.replace(/[, \u2009\u202f]/g, ""));
  return found ? BigInt(found[1]) * UNIT + BigInt((found[2] ?? "").padEnd(DIGITS, "0")) : 0n;
};
const signed = (text) => (text.startsWith("-") ? -read(text.slice(1)) : read(text));
const shown = (value) => {
  const size = value < 0n ? -value : value;
  const cents = (size % UNIT).toString().padStart(DIGITS, "0").replace(/0{1,4}$/, "");
  const whole = (size / UNIT).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${value < 0n ? "\u2212" : ""}${whole}.${cents.padEnd(2, "0")}`;
};
const plain = (text) => shown(signed(text)).replaceAll(",", "");

const rows = () => [...document.querySelectorAll("[data-offer]")];
const field = (row) => row.querySelector('input[name="amount"]');

function renew() {
  let given = 0n;
  for (const row of rows()) {
    const amount = read(field(row).value);
    given += amount;
    const rest = signed(row.dataset.open) - amount;
    const allowed = row.dataset.less.split(" ").filter(Boolean).map(read);
    row.querySelector("[data-remains]").textContent = shown(allowed.includes(rest) ? 0n : rest);
  }
  const left = read(decide.dataset.amount) + read(document.getElementById("fee").value) - given;
  document.getElementById("left").textContent = shown(left);
}

const before = decide ? rows().map((row) => field(row).value).join("|") : "";
const changed = () => rows().map((row) => field(row).value).join("|") !== before ||
  ["fee", "on_account"].some((name) => document.getElementById(name).value);

if (decide) {
  decide.addEventListener("input", renew);
  // Other invoices join those that are there, so that nothing that was typed is lost.
  document.getElementById("find").addEventListener("submit", async (event) => {
    if (!offers) return;
    event.preventDefault();
    const words = new FormData(event.target).get("q");
    const answer = await fetch(`${event.target.action}?q=${encodeURIComponent(words)}`, { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return app.say("The server did not answer. Load the page again.");
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = new Set(rows().map((row) => row.querySelector('input[name="invoice"]').value));
    const fresh = [...made.querySelectorAll("[data-offer]")].filter((row) => !there.has(row.querySelector('input[name="invoice"]').value));
    offers.append(...fresh);
    app.say(fresh.length ? `${fresh.length} more below` : "No other invoice has these words.");
    if (fresh.length) { lit()?.classList.remove("lit"); fresh[0].classList.add("lit"); field(fresh[0]).focus(); }
  });
  app.on("c", () => {
    const row = lit();
    if (!row) return;
    field(row).value = field(row).value ? "" : plain(row.dataset.usual);
    renew();
  });
  app.on("e", () => (lit() ? field(lit()) : document.querySelector('input[name="amount"]'))?.select());
  app.on("/", () => document.getElementById("q").focus());
}
app.on("Enter", () => press(document.getElementById("accept") && !changed() ? "accept" : "apply"));
app.on("x", () => press("reject"));
app.on("u", () => press("back"));
app.on("n", () => document.querySelector("[data-next]")?.click());
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.matches("#decide input, #find input")) event.target.blur();
});
