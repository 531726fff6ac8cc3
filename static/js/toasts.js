// Short messages at the foot of the page. They wait while one reads them, and go by themselves afterwards.

const STAY = 8000;
const shelf = document.getElementById("toasts");
const pattern = document.getElementById("toast-pattern");

export function toast(message) {
  const item = pattern.content.firstElementChild.cloneNode(true);
  item.querySelector("p").textContent = message;
  shelf.append(item);
  leave(item);
}

function leave(item) {
  let timer = setTimeout(() => item.remove(), STAY);
  for (const event of ["pointerenter", "focusin"]) item.addEventListener(event, () => clearTimeout(timer));
  for (const event of ["pointerleave", "focusout"])
    item.addEventListener(event, () => (timer = setTimeout(() => item.remove(), STAY)));
}

for (const item of shelf.children) leave(item);
shelf.addEventListener("click", (event) => event.target.closest("button")?.closest(".toast").remove());
// A view can ask for one: HX-Trigger: {"toast": {"message": "Saved"}}
document.addEventListener("toast", ({ detail }) => toast(detail.message));
