// The workshop's editor: line numbers beside the text, faults marked on them, and a way from a fault to its line.

const source = document.getElementById("source");
const gutter = document.getElementById("gutter");
const result = () => document.getElementById("result");

function number() {
  const count = source.value.split("\n").length;
  const faulty = new Set([...result().querySelectorAll("[data-line]")].map((one) => Number(one.dataset.line)));
  gutter.replaceChildren(
    ...Array.from({ length: count }, (_, at) => {
      const line = document.createElement("span");
      line.textContent = at + 1;
      if (faulty.has(at + 1)) line.className = "faulty";
      return line;
    }),
  );
  gutter.scrollTop = source.scrollTop;
}

source.addEventListener("input", number);
source.addEventListener("scroll", () => (gutter.scrollTop = source.scrollTop));
source.addEventListener("keydown", (event) => {
  // Escape first, then Tab, leaves the field: nobody is caught in it.
  if (event.key !== "Tab" || event.shiftKey || source.dataset.leaving) return;
  event.preventDefault();
  source.setRangeText("  ", source.selectionStart, source.selectionEnd, "end");
  number();
});
source.addEventListener("keyup", ({ key }) => {
  if (key === "Escape") source.dataset.leaving = "yes";
  else if (key !== "Tab") delete source.dataset.leaving;
});

document.addEventListener("click", ({ target }) => {
  const at = Number(target.closest("[data-line]")?.dataset.line);
  if (!at) return;
  const lines = source.value.split("\n");
  const start = lines.slice(0, at - 1).join("\n").length + (at > 1 ? 1 : 0);
  source.focus();
  source.setSelectionRange(start, start + (lines[at - 1] ?? "").length);
  source.scrollTop = Math.max(0, (at - 4) * parseFloat(getComputedStyle(source).lineHeight));
});

// A long past takes a moment to go through: the old result steps back meanwhile.
document.addEventListener("htmx:before:request", () => result().setAttribute("aria-busy", "true"));
document.addEventListener("htmx:after:swap", number);
number();
