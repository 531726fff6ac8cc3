// The reader's comfort: size and leading in steps, kept on this device; a press on a passage opens what it rests on.

const page = document.querySelector(".reader");
const STEPS = { size: 4, leading: 3 };

for (const what of Object.keys(STEPS)) {
  const kept = Number(localStorage.getItem(`reader.${what}`));
  if (kept >= 1 && kept <= STEPS[what]) page.dataset[what] = kept;
}

page.addEventListener("click", ({ target }) => {
  const button = target.closest(".comfort button");
  if (button) return set(button);
  const prose = target.closest(".prose");
  if (!prose || getSelection().toString()) return;
  const sources = prose.parentElement.querySelector(".rests");
  if (sources) sources.open = !sources.open;
});

function set({ dataset }) {
  const what = dataset.size ? "size" : "leading";
  const now = Number(page.dataset[what]);
  // Size stops at its ends; leading goes round.
  const next = what === "size" ? Math.min(STEPS.size, Math.max(1, now + Number(dataset.size))) : (now % STEPS.leading) + 1;
  page.dataset[what] = next;
  localStorage.setItem(`reader.${what}`, next);
}
