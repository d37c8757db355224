// Completes names that occur in the documents, as the shell does: unasked after two letters of a capitalised word.

const WORD = /[\p{L}\p{N}_’'.-]+$/u;
const UNASKED = 2;

/** Offer names in `list` while somebody types in `box`. */
export function completeNames(box, list) {
  let chosen = -1;
  let asked = 0;
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", list.id);
  close();

  function word() {
    return WORD.exec(box.value.slice(0, box.selectionStart))?.[0] ?? "";
  }

  function close() {
    list.hidden = true;
    chosen = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  async function offer() {
    const beginning = word();
    const number = ++asked;
    const names = beginning ? await namesBeginning(beginning) : [];
    if (number === asked) show(names);
  }

  function show(names) {
    list.replaceChildren(...names.map(option));
    if (!names.length) return close();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    choose(0);
  }

  function option(name, index) {
    const made = document.createElement("li");
    made.id = `name-${index}`;
    made.setAttribute("role", "option");
    made.textContent = name;
    made.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(name);
    });
    return made;
  }

  /** Keep the names that still fit what is typed, until the new ones come: Tab must not take another. */
  function narrow(beginning) {
    const names = [...list.children].map((item) => item.textContent);
    show(names.filter((name) => name.toLowerCase().startsWith(beginning.toLowerCase())));
  }

  function choose(index) {
    chosen = (index + list.children.length) % list.children.length;
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === chosen)));
    box.setAttribute("aria-activedescendant", `name-${chosen}`);
  }

  function take(name) {
    const end = box.selectionStart;
    box.setRangeText(name, end - word().length, end, "end");
    close();
  }

  box.addEventListener("input", () => {
    const beginning = word();
    asked += 1;
    if (beginning.length < UNASKED || !/^\p{Lu}/u.test(beginning)) return close();
    if (!list.hidden) narrow(beginning);
    offer();
  });
  box.addEventListener("blur", close);
  box.form.addEventListener("submit", close);
  box.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden;
    const act = {
      Tab: () => !event.shiftKey && (isOpen ? take(list.children[chosen].textContent) : word() && offer()),
      ArrowDown: () => isOpen && choose(chosen + 1),
      ArrowUp: () => isOpen && choose(chosen - 1),
      Escape: () => isOpen && close(),
    }[event.key];
    if (!act || (event.key !== "Tab" && !isOpen)) return;
    if (event.key === "Tab" && (event.shiftKey || !(isOpen || word()))) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
}

async function namesBeginning(beginning) {
  const response = await fetch(`/names?${new URLSearchParams({ beginning })}`).catch(() => null);
  return response?.ok ? response.json() : [];
}
