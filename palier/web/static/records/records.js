/* Forms of records: what is typed is kept every few seconds and on leaving; « même chose que la veille » copies at once.
   Without this script the same page has a button « Garder pour plus tard », and the server copies. */
(() => {
  const EVERY_MS = 5000;
  const form = document.querySelector("[data-palier-autosave]");
  if (!form) return;
  const url = form.dataset.palierAutosave;
  const status = form.querySelector("[data-palier-kept]");
  let dirty = false;
  let sent = false;

  const keep = async () => {
    if (!dirty || sent) return;
    dirty = false;
    try {
      const answer = await fetch(url, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (said.kept) status.textContent = said.words;
      else dirty = true;
    } catch {
      dirty = true; // No network: tried again in a few seconds.
    }
  };

  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { sent = true; });
  setInterval(keep, EVERY_MS);
  addEventListener("pagehide", () => {
    if (dirty && !sent) navigator.sendBeacon(url, new FormData(form));
  });

  form.addEventListener("change", (event) => {
    const box = event.target;
    const day = box.closest?.(".same")?.closest(".day");
    const before = day?.previousElementSibling;
    if (!day || !box.checked || !before?.matches(".day")) return;
    const from = before.querySelectorAll("input[type=time]");
    day.querySelectorAll("input[type=time]").forEach((input, rank) => { input.value = from[rank].value; });
  });
})();
