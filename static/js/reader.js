// The reader's comfort, kept on this device; what a passage rests on, by pointer, press or key; where one was.

const page = document.querySelector(".reader");
const bar = document.getElementById("reading-bar");
const STEPS = { size: 4, leading: 3, measure: 3 };
const LINGER = 450;
const chapters = [...page.querySelectorAll(".chapter")];
const passages = () => [...page.querySelectorAll(".passage")];

/* How it is set */

for (const what of Object.keys(STEPS)) {
  const kept = Number(localStorage.getItem(`reader.${what}`));
  if (kept >= 1 && kept <= STEPS[what]) page.dataset[what] = kept;
}
const settings = [...document.querySelectorAll("[data-set]")];

function show() {
  for (const button of settings)
    if (button.dataset.to) button.setAttribute("aria-pressed", page.dataset[button.dataset.set] === button.dataset.to);
}

function set({ dataset }) {
  const what = dataset.set;
  const wanted = dataset.to ? Number(dataset.to) : Number(page.dataset[what]) + Number(dataset.by);
  page.dataset[what] = Math.min(STEPS[what], Math.max(1, wanted));
  localStorage.setItem(`reader.${what}`, page.dataset[what]);
  show();
}

for (const button of settings) button.addEventListener("click", () => set(button));
show();

/* What a passage rests on: lingering shows it in the margin, a press keeps it there */

const margin = matchMedia("(width >= 1180px) and (hover: hover)");
let timer;

const sourcesOf = (passage) => passage?.querySelector(".rests");

function close(but) {
  for (const open of page.querySelectorAll(".rests[open]")) if (open !== but) open.open = false;
}

page.addEventListener("pointerover", ({ target, pointerType }) => {
  const passage = target.closest(".passage");
  clearTimeout(timer);
  if (!passage || pointerType === "touch" || !margin.matches || page.querySelector(".rests[data-kept][open]")) return;
  const sources = sourcesOf(passage);
  if (!sources || sources.open) return;
  timer = setTimeout(() => {
    close(sources);
    sources.open = true;
  }, LINGER);
});

page.addEventListener("click", ({ target }) => {
  const passage = target.closest(".passage");
  if (!passage || !target.closest(".prose") || getSelection().toString()) return;
  press(sourcesOf(passage));
});

function press(sources) {
  if (!sources) return;
  clearTimeout(timer);
  const keep = !sources.open || (margin.matches && sources.dataset.kept === undefined);
  close(sources);
  sources.open = keep;
  if (keep) sources.dataset.kept = "";
  else delete sources.dataset.kept;
}

// A toggle does not bubble: it is caught on its way down. What the moments were is asked for the first time only.
page.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches(".rests[open]"))
      for (const one of target.querySelectorAll(".source")) one.dispatchEvent(new Event("unfold"));
  },
  true,
);

document.addEventListener("keydown", ({ key }) => key === "Escape" && close());

/* By keys: from passage to passage, from chapter to chapter */

function step(by) {
  const all = passages();
  const at = all.findIndex((one) => one.classList.contains("here"));
  if (by === 0) return press(sourcesOf(all[at]));
  all[at]?.classList.remove("here");
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? all.indexOf(nearest(all)) : at + by))];
  next?.classList.add("here");
  next?.scrollIntoView({ block: "nearest" });
}

const nearest = (all) => all.find((one) => one.getBoundingClientRect().bottom > bar.offsetHeight) ?? all.at(-1);

for (const button of document.querySelectorAll("[data-passage]"))
  button.addEventListener("click", () => step(Number(button.dataset.passage)));

for (const button of document.querySelectorAll("[data-chapter]"))
  button.addEventListener("click", () => {
    const next = chapters[Math.min(chapters.length - 1, Math.max(0, here() + Number(button.dataset.chapter)))];
    next?.scrollIntoView();
  });

/** The index of the chapter being read, -1 before the first. */
function here() {
  return chapters.findLastIndex((one) => one.getBoundingClientRect().top <= bar.offsetHeight + 8);
}

/* How far one has read, and where one was */

const place = `reader.place.${page.dataset.token}`;
const was = Number(localStorage.getItem(place));
if (was > 0 && chapters[was] && !location.hash) {
  const back = document.getElementById("return");
  back.hidden = false;
  back.querySelector("a").href = `#${chapters[was].id}`;
  const before = chapters[was].querySelector(".previously");
  if (before) before.open = true;
}

let waiting = false;
addEventListener(
  "scroll",
  () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const whole = document.documentElement.scrollHeight - innerHeight;
      bar.style.setProperty("--read", whole > 0 ? Math.min(1, scrollY / whole) : 0);
      if (here() >= 0) localStorage.setItem(place, here());
    });
  },
  { passive: true },
);
