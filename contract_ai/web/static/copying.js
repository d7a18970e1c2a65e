// Copy what is shown once.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    const items = [...from.querySelectorAll("li")].map((item) => item.textContent);
    try {
      await navigator.clipboard.writeText(items.length ? items.join("\n") : from.textContent.trim());
      button.textContent = "Copied";
      app.say("Copied.");
    } catch {
      getSelection().selectAllChildren(from);
      app.say("The browser does not let this page copy. It is selected: press Ctrl+C.");
    }
  });
}
