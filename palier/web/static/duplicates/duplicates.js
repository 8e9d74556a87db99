/* Pairs of records, settled by keyboard: o, n, ? answer, j and k go to the next and the former pair, z takes back.
   The keys work only while the focus is on the pair, so that they disturb nobody who types or dictates elsewhere. */
(() => {
  const pair = document.querySelector("[data-palier-pair]");
  if (!pair) return;
  pair.focus({ preventScroll: true });
  pair.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const aim = document.querySelector(`[data-palier-key="${CSS.escape(event.key)}"]`);
    if (!aim) return;
    event.preventDefault();
    aim.click();
  });
})();
