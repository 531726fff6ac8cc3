// `data-opens="#id"` shows a dialog, `data-closes` closes the one around it; so does a click beside it.

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    opener.closest("[popover]")?.hidePopover();
    return document.querySelector(opener.dataset.opens).showModal();
  }
  if (event.target.closest("[data-closes]")) return event.target.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement && outside(event, event.target)) event.target.close();
});

function outside({ clientX, clientY }, dialog) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}
