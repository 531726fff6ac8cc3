// The dials of a character's sheet: numbers that follow, facets that follow their domain until they are their own.

function tell(range) {
  const output = document.querySelector(`output[for="${range.id}"]`);
  if (output) output.value = range.value;
}

document.addEventListener("input", ({ target }) => {
  if (target.type === "checkbox" && target.name === "own") return target.checked || follow(target);
  if (target.type !== "range") return;
  tell(target);
  // Who moves a suggestion means to take it, and who moves a facet means it.
  const tick = target.closest(".facet")?.querySelector("[name=own]") ?? target.closest("li")?.querySelector("[name=take]");
  if (tick) tick.checked = true;
  for (const facet of document.querySelectorAll(`[data-follows="${target.id}"]`))
    if (!facet.closest(".facet").querySelector("[name=own]").checked) set(facet, target.value);
});

function follow(tick) {
  const facet = tick.closest(".facet").querySelector("[type=range]");
  set(facet, document.getElementById(facet.dataset.follows).value);
}

function set(range, value) {
  range.value = value;
  tell(range);
}

// Milliseconds until a draft that could not be kept is sent again; each time twice as many, up to the last.
const AGAIN = 2000;
const LATEST = 60000;
// What was typed in the last half second before somebody left goes to the draft as well.
const sheet = document.querySelector("[data-sheet]");
if (sheet) {
  let typed = false;
  sheet.addEventListener("input", () => (typed = true));
  sheet.addEventListener("submit", () => (typed = false));
  // Not a word is lost while nothing answers: the page has it, says so, and sends it again until it is taken.
  const kept = document.getElementById("kept");
  let wait = AGAIN;
  const unkept = () => {
    kept.textContent = "Not kept yet: the studio does not answer. Trying again.";
    kept.classList.add("bad");
    setTimeout(() => htmx.trigger(sheet, "input"), wait);
    wait = Math.min(2 * wait, LATEST);
  };
  const taken = () => {
    kept.classList.remove("bad");
    wait = AGAIN;
  };
  const ours = ({ detail }) => detail.ctx?.sourceElement === sheet;
  for (const error of ["htmx:error", "htmx:response:error"])
    document.addEventListener(
      error,
      (event) => {
        if (!ours(event)) return;
        // Said beside the button, it need not be said again in a corner.
        event.stopPropagation();
        unkept();
      },
      { capture: true },
    );
  document.addEventListener("htmx:after:swap", (event) => ours(event) && taken());
  addEventListener("pagehide", () => {
    if (typed) navigator.sendBeacon(sheet.getAttribute("hx-post"), new FormData(sheet));
  });
}
