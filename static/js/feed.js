// The feed: takes frames in without missing or doubling a moment, and never moves under whoever is reading it.
//
// Every frame says which moments it brings (data-first, data-last). What is known already is dropped; where something
// is missing before it, the page asks for everything since its last number and gets one frame like any other.
// `<ol id="feed" data-last="41" data-cap="200">`; it loses its oldest rows, but only while nobody reads.

import { heard } from "./live.js";

const CAP = 200;
const TOLD_EVERY = 10_000;
const canHover = matchMedia("(hover: hover)");
const feed = () => document.getElementById("feed");
const pane = () => document.getElementById("feed-pane") ?? feed()?.parentElement;

document.addEventListener("htmx:before:swap", (event) => {
  const list = feed();
  const task = event.detail.tasks?.find(({ target, fragment }) => target === list && fragment?.querySelector("[data-stamp]"));
  if (task && !takeIn(list, task)) event.preventDefault();
});

function takeIn(list, { fragment, swapSpec }) {
  const stamp = fragment.querySelector("[data-stamp]");
  const [have, first, last] = [list.dataset.last, stamp.dataset.first, stamp.dataset.last].map(Number);
  const rows = [...fragment.querySelectorAll("li[data-number]")];
  stamp.remove();
  newest = Math.max(newest, last);
  if (last < have || (last === have && rows.length)) return false;
  // A page that cannot ask for what it missed shows what it gets.
  if (first > have + 1 && address()) {
    ask();
    return false;
  }
  list.dataset.last = last;
  const fresh = rows.filter((row) => !document.getElementById(row.id) && wanted(row));
  for (const row of rows) if (!fresh.includes(row)) row.remove();
  const wait = swapSpec.style !== "innerHTML" && beingRead();
  for (const row of fresh) {
    row.classList.add("arriving");
    row.hidden = wait;
  }
  document.getElementById("no-moments")?.remove();
  if (fresh.length) tell(fresh.length, fresh[0].dataset.told);
  return true;
}

document.addEventListener("htmx:after:swap", () => feed() && (beingRead() ? count() : letIn()));

/* Asking for what was missed */

let newest = 0;
let asking = false;
const address = () => document.querySelector("[data-since]")?.dataset.since;

async function catchUp() {
  const list = feed();
  const url = address();
  if (!list || !url || asking) return;
  asking = true;
  let overtaken = false;
  const [from, before] = [Number(list.dataset.last), heard()];
  try {
    const answer = await fetch(`${url}${from}/`, { headers: { "HX-Request": "true" } });
    const text = await answer.text();
    // A frame that came meanwhile may know better than the answer who pressed play.
    overtaken = before !== heard();
    if (answer.ok && !overtaken) await htmx.swap({ sourceElement: list, target: list, swap: "none", text });
  } catch (error) {
    // Offline still: the next connection asks again.
    if (!(error instanceof TypeError)) throw error;
    return;
  } finally {
    asking = false;
  }
  // Frames that came while the answer was on its way may have gone past it.
  const last = Number(feed().dataset.last);
  if (overtaken || (last > from && newest > last)) catchUp();
}

// Connected, the page says over its socket what it has, and is told by a frame of its own what it missed: the first
// time, too, for something may have happened between the page and its socket. Where no answer comes it fetches one.
const PATIENCE = 3000;
const ASKED_EVERY = 1100;
let line;
let again;
let patience;

document.addEventListener("htmx:ws:after:connection", ({ detail }) => {
  if (!feed() || !address()) return;
  line = detail.connection.socket;
  again = clearTimeout(again);
  ask();
});

function ask() {
  if (again) return;
  if (line?.readyState !== WebSocket.OPEN) return catchUp();
  line.send(JSON.stringify({ have: Number(feed().dataset.last) }));
  again = setTimeout(() => {
    again = undefined;
    if (newest > Number(feed()?.dataset.last)) ask();
  }, ASKED_EVERY);
  clearTimeout(patience);
  patience = setTimeout(catchUp, PATIENCE);
}

document.addEventListener("htmx:ws:after:message:incoming", () => clearTimeout(patience));

/* Waiting while somebody reads */

function beingRead() {
  const around = pane();
  const active = document.activeElement;
  const scrolls = around.scrollHeight > around.clientHeight + 1;
  const away = scrolls ? around.scrollTop > 8 : feed().getBoundingClientRect().top < 0;
  const focused = active !== around && around.contains(active) && active.id !== "fresh";
  return away || focused || (canHover.matches && around.matches(":hover"));
}

const waiting = () => [...feed().querySelectorAll(":scope > li[hidden]")];

function count() {
  const list = feed();
  const rows = waiting();
  const cap = Number(list.dataset.cap ?? CAP);
  // More than the feed can hold: the oldest of them would be gone the moment they were shown.
  for (const row of rows.slice(cap)) row.remove();
  label(Math.min(rows.length, cap));
}

function label(number) {
  const button = document.getElementById("fresh");
  if (!button) return;
  button.hidden = !number;
  button.textContent = `${number} new moment${number === 1 ? "" : "s"}`;
}

function letIn() {
  for (const row of waiting()) row.hidden = false;
  label(0);
  trim();
}

function trim() {
  const list = feed();
  const cap = Number(list.dataset.cap ?? CAP);
  if (list.children.length <= cap) return;
  while (list.children.length > cap) list.lastElementChild.remove();
  const older = document.getElementById("older");
  if (!older) return;
  const oldest = list.lastElementChild.dataset.number;
  older.setAttribute("hx-get", older.getAttribute("hx-get").replace(/before\/\d+/, `before/${oldest}`));
  older.href = older.href.replace(/before=\d+/, `before=${oldest}`);
  older.hidden = false;
}

const settle = () => feed() && waiting().length && !beingRead() && letIn();
for (const event of ["pointerout", "focusout"]) document.addEventListener(event, () => setTimeout(settle));
document.addEventListener("scroll", settle, { capture: true, passive: true });
document.addEventListener("click", ({ target }) => {
  if (!target.closest("#fresh")) return;
  letIn();
  const around = pane();
  around.focus({ preventScroll: true });
  around.scrollTo({ top: 0 });
  if (feed().getBoundingClientRect().top < 0) around.scrollIntoView();
});

/* What a reader wants to see: the filter's form, applied to what arrives */

function wanted(row) {
  const form = document.getElementById("sift");
  if (!form || !row.dataset.theme) return true;
  const { who, theme, meaningful } = Object.fromEntries(new FormData(form));
  return (
    (!who || row.dataset.who.split(" ").includes(who)) &&
    (!theme || row.dataset.theme === theme) &&
    (!meaningful || "meaningful" in row.dataset)
  );
}

/* One quiet line for those who hear the page, not oftener than every ten seconds */

let untold = 0;
let latest = "";
let toldAt = -Infinity;
let timer;

function tell(number, sentence) {
  untold += number;
  latest = sentence ?? "";
  timer ??= setTimeout(say, Math.max(0, toldAt + TOLD_EVERY - performance.now()));
}

function say() {
  const line = document.getElementById("feed-news");
  if (line) line.textContent = `${untold} new moment${untold === 1 ? "" : "s"}${latest && `; latest: ${latest}`}`;
  toldAt = performance.now();
  untold = 0;
  timer = undefined;
}

/* J and K */

document.addEventListener("click", ({ target }) => {
  const way = Number(target.closest("[data-move]")?.dataset.move);
  if (!way) return;
  const rows = [...feed().querySelectorAll(":scope > li:not([hidden])")];
  const at = rows.indexOf(document.activeElement.closest?.("#feed > li"));
  const row = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + way))];
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
});
