// Changes the theme at once and lets the server remember it; without scripts the same form reloads the page.

const root = document.documentElement;

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-theme-form]");
  if (!form) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  show(data.get("theme"));
  fetch(form.action, { method: "POST", body: data, redirect: "manual" });
});

function show(theme) {
  root.dataset.theme = theme;
  for (const button of document.querySelectorAll("form[data-theme-form] button[name=theme]"))
    button.setAttribute("aria-pressed", button.value === theme);
}
