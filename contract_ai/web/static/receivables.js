// Puts the page anew where something changed: a payment came, or one was applied.
(() => {
  const main = document.getElementById("main");
  const source = new EventSource(`/receivables/events?since=${document.getElementById("seen").dataset.seen}`);
  source.addEventListener("changed", async () => {
    const answer = await fetch("/receivables", { headers: { accept: "text/html" } });
    if (!answer.ok || answer.redirected) return source.close();
    const made = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = made.getElementById("main");
    if (fresh) main.replaceChildren(...fresh.childNodes);
  });
  addEventListener("pagehide", () => source.close());
})();
