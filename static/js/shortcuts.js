// `data-key` on any control: pressing the key presses it, or puts the cursor in it. "g w" is G, then W.
// Keys without a modifier never fire while one types, and not at all where the person has switched them off.

const WAIT = 1200;
let first = "";
let timer;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (document.documentElement.dataset.keys === "off" || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  if (key === "space" && event.target.closest("button, a, summary, [role=button]")) return;
  const control = find(`${first} ${key}`.trim()) ?? find(key);
  clearTimeout(timer);
  first = "";
  if (control) {
    event.preventDefault();
    press(control);
  } else if (document.querySelector(`[data-key^="${CSS.escape(key)} "]`)) {
    first = key;
    timer = setTimeout(() => (first = ""), WAIT);
  }
});

const find = (keys) =>
  [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find((control) => !control.disabled);

function typing(target) {
  return target.isContentEditable || target.matches?.("textarea, select, input:not([type=radio], [type=checkbox])");
}

function press(control) {
  if (control.matches("input:not([type=radio], [type=checkbox]), textarea")) control.focus();
  else control.click();
}

// The list of shortcuts is made of what is on the page, so it never promises a key that does nothing.
document.getElementById("keys").addEventListener("beforetoggle", ({ newState, currentTarget }) => {
  if (newState !== "open") return;
  const list = currentTarget.querySelector("[data-keys-here]");
  for (const old of list.querySelectorAll("[data-added]")) old.remove();
  for (const control of document.querySelectorAll("[data-key][data-does]")) list.append(...row(control));
});

function made(tag, properties) {
  const element = Object.assign(document.createElement(tag), properties);
  element.dataset.added = "";
  return element;
}

function row({ dataset }) {
  const name = made("dt", { textContent: dataset.does });
  const keys = made("dd", {});
  const cap = (key) => made("kbd", { textContent: key[0].toUpperCase() + key.slice(1) });
  keys.append(...dataset.key.split(" ").map(cap));
  return [name, keys];
}
