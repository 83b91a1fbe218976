"use strict";
(() => {
  /* A link into a closed part opens it; a link to the appendix itself opens all parts. */
  function open() {
    const found = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    if (!found) return;
    if (found.id === "appendix") document.querySelectorAll(".part").forEach((part) => { part.open = true; });
    for (let each = found; each; each = each.parentElement) if (each.tagName === "DETAILS") each.open = true;
    found.scrollIntoView();
  }
  addEventListener("hashchange", open);
  /* Clicking a time in a list shows it in the replay, if the page has one. */
  addEventListener("click", (event) => {
    const time = event.target.closest && event.target.closest("a[data-minute]");
    if (time && window.mobsimReplay) window.mobsimReplay.show(Number(time.dataset.minute));
  });
  addEventListener("click", (event) => {
    if (event.target.closest && event.target.closest('a[href="#appendix"]')) setTimeout(open);
  });
  open();
})();
