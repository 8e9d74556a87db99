/* Loaded on every page, needed by none. Shows what only scripts can do, and fetches each behaviour when it is used:
   an element names its module in data-palier-script; the module’s default export receives (element, event). */
(() => {
  const start = async (element, event) => {
    const module = await import(element.dataset.palierScript);
    module.default(element, event);
  };

  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-palier-where]")) start(event.target, event);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.matches("[data-palier-print]")) window.print();
    if (button.matches("[data-palier-near-me], [data-palier-passkey]")) start(button, event);
    if (button.matches("[data-palier-show-map]")) start(button.closest("[data-palier-map]"), event);
  });

  const maps = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !matchMedia("(min-width: 63em)").matches) continue;
      maps.unobserve(target);
      start(target);
    }
  });

  const reveal = () => {
    for (const element of document.querySelectorAll("[data-palier-reveal]")) {
      element.hidden = (element.matches("[data-palier-near-me]") && !navigator.geolocation)
        || (element.matches("[data-palier-passkey]") && !window.PublicKeyCredential);
    }
    document.querySelectorAll("[data-palier-map]").forEach((figure) => maps.observe(figure));
    // A field focused before this script came (autofocus, a fast reader) is not forgotten.
    if (document.activeElement?.matches("[data-palier-where]")) start(document.activeElement);
  };
  reveal();
  // htmx swaps parts of a page: what arrives is revealed too.
  document.addEventListener("htmx:after:swap", reveal);
})();
