/* « Où ? »: a plain field that becomes a combobox (WAI-ARIA list autocomplete) and proposes communes while one types. */
const DELAY_MS = 150;
const started = new WeakSet();
let rank = 0;

export default function where(input) {
  if (started.has(input)) return;
  started.add(input);
  rank += 1;

  const texts = input.dataset;
  const list = document.createElement("ul");
  list.id = `palier-where-${rank}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  const status = document.createElement("div");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }

  let active = -1;
  let timer = 0;
  let asked = "";

  const point = (index) => {
    active = index;
    [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = list.children[index];
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) point(-1);
  };

  const choose = (option) => {
    input.value = option.dataset.value;
    clearTimeout(timer);
    asked = input.value.trim();
    status.textContent = "";
    open(false);
  };

  const show = (proposals) => {
    list.replaceChildren(...proposals.map(({ label, value }, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.value = value;
      option.textContent = label;
      return option;
    }));
    open(proposals.length > 0);
    const count = proposals.length;
    status.textContent = count === 0 ? texts.palierNone : count === 1 ? texts.palierOne : texts.palierMany.replace("%n", count);
  };

  const ask = async () => {
    const query = input.value.trim();
    if (query === asked) return;
    asked = query;
    if (query.length < 2) return open(false);
    const url = new URL(texts.palierSuggestUrl, location.href);
    url.searchParams.set("q", query);
    try {
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      const proposals = answer.ok ? await answer.json() : null;
      // A slow answer to an older question is dropped.
      if (proposals && query === asked && document.activeElement === input) show(proposals);
    } catch {
      open(false); // No network: the field stays a plain field.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, DELAY_MS);
  });
  input.addEventListener("keydown", (event) => {
    const count = list.hidden ? 0 : list.children.length;
    if (event.key === "Escape" && count) open(false);
    else if (event.key === "ArrowDown" && count) point((active + 1) % count);
    else if (event.key === "ArrowUp" && count) point((active <= 0 ? count : active) - 1);
    else if (event.key === "Enter" && count && active >= 0) choose(list.children[active]);
    else return;
    event.preventDefault();
  });
  input.addEventListener("blur", () => open(false));
  // mousedown would move the focus away and close the list before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  if (document.activeElement === input && input.value.trim() !== input.defaultValue.trim()) ask();
}
