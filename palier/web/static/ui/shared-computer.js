/* On a shared computer: after a quarter of an hour without a gesture, nothing private stays on the screen. Gestures in
   a page that is being filled keep the session open: the server is asked for the page’s head at most every five minutes. */
const IDLE = 15 * 60_000, TELL = 5 * 60_000;
let last = Date.now(), told = Date.now();
for (const gesture of ["keydown", "pointerdown", "scroll"]) {
  addEventListener(gesture, () => {
    last = Date.now();
    if (last - told < TELL) return;
    told = last;
    fetch(location.href, { method: "HEAD" });
  }, { passive: true });
}
// A second more than the server counts, so that it has closed the session when we ask.
setInterval(() => { if (Date.now() - last > IDLE + 1000) location.replace("/connexion/?fin=inactivite"); }, 5000);
