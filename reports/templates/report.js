"use strict";
const form = document.getElementById("filters");
if (form) {
  const findings = [...document.querySelectorAll("article.finding")];
  const texts = findings.map((f) => f.closest(".invoice").querySelector("h4").textContent + f.textContent +
    [...f.querySelectorAll("img, svg.crop")].map((p) => p.alt || p.getAttribute("aria-label")).join(" "));
  const words = texts.map((text) => text.toLowerCase());
  const groups = [...document.querySelectorAll(".invoice"), ...document.querySelectorAll(".contract")];
  const apply = () => {
    const chosen = [...form.querySelectorAll("select")].filter((s) => s.value);
    const text = form.elements.text.value.trim().toLowerCase();
    let shown = 0;
    findings.forEach((finding, i) => {
      finding.hidden = !(chosen.every((s) => finding.dataset[s.name] === s.value) && words[i].includes(text));
      shown += !finding.hidden;
    });
    groups.forEach((group) => { group.hidden = !group.querySelector("article.finding:not([hidden])"); });
    document.getElementById("shown").textContent = shown + " of " + findings.length + " findings";
    document.getElementById("none-shown").hidden = shown > 0;
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(apply));
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.closest("[hidden]")) { form.reset(); setTimeout(() => target.scrollIntoView()); }
  });
  form.hidden = false;
  apply();
}
