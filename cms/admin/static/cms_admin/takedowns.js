// Shows how far takedowns are while the page stays open: what is marked is read again until nothing is under way.
(() => {
  const EVERY = 2000;
  const MARK = "[data-takedown]";

  async function look() {
    const shown = document.querySelector(MARK);
    if (!shown || !("running" in shown.dataset)) return;
    try {
      const response = await fetch(window.location.href, { credentials: "same-origin" });
      if (response.ok) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const now = page.querySelector(MARK);
        if (now && now.innerHTML !== shown.innerHTML) shown.innerHTML = now.innerHTML;
        if (now && !("running" in now.dataset)) window.location.reload();
      }
    } catch {
      // The CMS does not answer: it is asked again.
    }
    setTimeout(look, EVERY);
  }

  setTimeout(look, EVERY);
})();
