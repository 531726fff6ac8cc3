// Small courtesies of forms: show a password, send once, start at the first error.

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal]");
  if (!button) return;
  const input = document.getElementById(button.dataset.reveal);
  const shown = input.type === "text";
  input.type = shown ? "password" : "text";
  button.setAttribute("aria-pressed", !shown);
  input.focus();
});

document.addEventListener("submit", (event) => {
  const { submitter } = event;
  if (event.defaultPrevented || event.target.method === "dialog" || !submitter) return;
  // After the browser has gathered the form, or the button's own value would be missing from it.
  setTimeout(() => (submitter.disabled = true));
});
// Coming back by the back button, the page is as it was left.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button:disabled:not([data-stays])")) button.disabled = false;
});

for (const select of document.querySelectorAll("select[data-submits]"))
  select.addEventListener("change", () => select.form.requestSubmit());

document.querySelector("[aria-invalid=true]")?.focus();
