// The command palette: the search page's own results, in a dialog, as one types.

const dialog = document.getElementById("palette");
const input = dialog.querySelector("input");
const list = dialog.querySelector("[role=listbox]");
let asked;

export function open() {
  if (dialog.open) return;
  dialog.showModal();
  input.select();
  find();
}

async function find() {
  asked?.abort();
  asked = new AbortController();
  const url = `${input.form.action}?${new URLSearchParams({ q: input.value })}`;
  try {
    const answer = await fetch(url, { headers: { "HX-Request": "true" }, signal: asked.signal });
    if (!answer.ok) return;
    list.innerHTML = await answer.text();
    options().forEach((option, i) => Object.assign(option, { id: `find-${i}`, role: "option", tabIndex: -1 }));
    choose(0);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

const options = () => [...list.querySelectorAll("a")];
const chosen = () => list.querySelector("[aria-selected=true]");

function choose(i) {
  const all = options();
  chosen()?.setAttribute("aria-selected", "false");
  const next = all.at(i % (all.length || 1));
  input.setAttribute("aria-activedescendant", next?.id ?? "");
  next?.setAttribute("aria-selected", "true");
  next?.scrollIntoView({ block: "nearest" });
}

input.addEventListener("input", find);
input.addEventListener("keydown", (event) => {
  const at = options().indexOf(chosen());
  if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at - 1);
  else return;
  event.preventDefault();
});
input.form.addEventListener("submit", (event) => {
  if (!chosen()) return;
  event.preventDefault();
  chosen().click();
});
list.addEventListener("click", () => dialog.close());

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open();
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open();
});
for (const key of document.querySelectorAll("kbd[data-mod]"))
  if (!/Mac|iPhone|iPad/.test(navigator.platform)) key.textContent = "Ctrl K";
