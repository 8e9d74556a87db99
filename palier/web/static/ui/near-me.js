/* « Autour de moi »: the position is rounded to two decimals (about 1 km) here, before it leaves the device. */
const rounded = (degrees) => (Math.round(degrees * 100) / 100).toFixed(2);

const put = (form, name, value) => {
  let input = form.elements.namedItem(name);
  if (!input) {
    input = Object.assign(document.createElement("input"), { type: "hidden", name });
    form.append(input);
  }
  input.value = value;
};

const say = (button, message) => {
  let status = button.parentElement.querySelector("[data-palier-near-me-status]");
  if (!status) {
    status = document.createElement("span");
    status.setAttribute("role", "status");
    status.dataset.palierNearMeStatus = "";
    button.after(status);
  }
  status.textContent = message;
};

export default function nearMe(button) {
  const form = button.form ?? button.closest("form");
  say(button, button.dataset.palierWait);
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put(form, "lat", rounded(coords.latitude));
      put(form, "lon", rounded(coords.longitude));
      // The place typed before would contradict the position.
      const where = form.querySelector("[data-palier-where]");
      if (where) Object.assign(where, { value: "", required: false });
      form.requestSubmit();
    },
    () => say(button, button.dataset.palierFail),
    { maximumAge: 600000, timeout: 10000 },
  );
}
