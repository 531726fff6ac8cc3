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
// What htmx asked for in vain: an error's page is never swapped in (base.html), so this is all there is to see of it.
// A form's faults, 422, stand in the form.
const ERRORS = { 401: "Sign in again to do that.", 403: "That is not allowed here.", 404: "That is no longer there." };
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { status } = detail.ctx.response;
  if (status !== 422) toast(ERRORS[status] ?? "That did not work. Try again in a moment.");
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.error instanceof TypeError && detail.ctx && !detail.ctx.response)
    toast("The studio does not answer. Try again in a moment.");
});
// A view can ask for one: HX-Trigger: {"toast": {"message": "Saved"}}
document.addEventListener("toast", ({ detail }) => toast(detail.message));
