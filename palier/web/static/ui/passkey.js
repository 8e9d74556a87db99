/* Asks a key of the device, and sends what it answered with the form around the button. */
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

const answer = (key) => {
  const given = key.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (given[name]) response[name] = text(given[name]);
  }
  return { id: key.id, rawId: text(key.rawId), type: key.type, response, clientExtensionResults: key.getClientExtensionResults() };
};

const create = (asked) => navigator.credentials.create({ publicKey: {
  ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
  excludeCredentials: named(asked.excludeCredentials),
} });
const get = (asked) => navigator.credentials.get({ publicKey: {
  ...asked, challenge: bytes(asked.challenge), allowCredentials: named(asked.allowCredentials),
} });

export default async (button) => {
  const form = button.form;
  const said = form.querySelector("[data-palier-passkey-said]");
  said.textContent = "";
  button.disabled = true;
  try {
    let key;
    if (button.dataset.palierPasskey === "add") {
      key = await create(JSON.parse(document.getElementById(button.dataset.palierOptions).textContent).publicKey);
    } else {
      const options = await fetch(button.dataset.palierUrl, { method: "POST", body: new FormData() });
      if (!options.ok) { location.assign(location.href); throw new Error(options.status); }
      key = await get((await options.json()).publicKey);
      form.action = button.dataset.palierUrl;
    }
    const field = form.elements.credential;
    field.disabled = false;
    field.value = JSON.stringify(answer(key));
    form.submit();
  } catch {
    said.textContent = button.dataset.palierFail;
    button.disabled = false;
  }
};
