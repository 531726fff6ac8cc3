// The observatory: whoever is chosen anywhere is chosen everywhere; the map hears of every turn; small conveniences.

import "./graph.js";

const map = document.getElementById("map");
const peek = document.getElementById("peek");
const cast = document.getElementById("cast");
const stage = document.getElementById("stage");
const find = document.getElementById("find-life");
const card = () => peek.querySelector("[data-id]");
const rowOf = (id) => document.getElementById(`life-${id}`);

/* Choosing: the cast's link fetches the card; map and feed follow the card */

map.addEventListener("character:select", ({ detail }) => (detail.id ? rowOf(detail.id)?.querySelector("a").click() : close()));

function follow() {
  const id = card()?.dataset.id ?? "";
  map.choose(id ? Number(id) : null);
  stage.classList.toggle("peeking", Boolean(id));
  for (const link of cast.querySelectorAll("a")) {
    if (link.parentElement.dataset.id === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  mark(id);
  const here = new URL(location);
  if ((here.searchParams.get("one") ?? "") === id) return;
  if (id) here.searchParams.set("one", id);
  else here.searchParams.delete("one");
  history.replaceState(history.state, "", here);
}

function mark(id = card()?.dataset.id) {
  for (const row of document.querySelectorAll("#feed > li"))
    row.classList.toggle("theirs", Boolean(id) && (row.dataset.who ?? "").split(" ").includes(id));
}

function close() {
  const was = card()?.dataset.id;
  if (!was) return;
  const held = peek.contains(document.activeElement);
  peek.replaceChildren();
  follow();
  if (held) rowOf(was)?.querySelector("a").focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const filter = document.querySelector(".sift[open]");
  if (filter) {
    filter.open = false;
    filter.querySelector("summary").focus();
    return;
  }
  if (document.activeElement.closest("#feed")) document.activeElement.blur();
  else close();
});

/* What a swap may have undone, and what the map learns from it */

document.addEventListener("htmx:after:swap", ({ detail }) => {
  const { target } = detail.ctx;
  if (target === peek || target?.id === "peek") return follow();
  if (target?.id === "map-table") return;
  if (target?.id === "feed-pane") tidy();
  const news = document.querySelector("#map-news data");
  if (news) {
    news.remove();
    hear(JSON.parse(news.value));
  }
  const id = card()?.dataset.id;
  if (id) rowOf(id)?.querySelector("a").setAttribute("aria-current", "true");
  narrow();
  mark();
});

function hear({ nodes, ties, met, ripples = [] }) {
  map.apply({ nodes, ties });
  for (const [from, to] of met) map.pulse(from, to);
  for (const [from, to, way] of ripples) map.ripple(from, to, way);
  const id = Number(card()?.dataset.id);
  // The card shows moods and ties: it is fetched anew when they have moved.
  if (id && (nodes.some(([who]) => who === id) || ties.some(([a]) => a === id))) {
    const url = rowOf(id)?.querySelector("a").href;
    if (url) fetch(url, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).then(async (answer) => {
      if (answer.ok && Number(card()?.dataset.id) === id)
        htmx.swap({ sourceElement: peek, target: peek, swap: "innerMorph", text: await answer.text() });
    }, () => {});
  }
}

/* A filter that asks for nothing is no part of the address. */
function tidy() {
  const here = new URL(location);
  for (const [name, value] of [...here.searchParams]) if (!value) here.searchParams.delete(name);
  history.replaceState(history.state, "", here);
}

/* Finding somebody in the cast */

function narrow() {
  const wanted = find.value.trim().toLowerCase();
  const name = (row) => row.querySelector("b")?.textContent.toLowerCase() ?? wanted;
  for (const row of cast.children) row.hidden = !name(row).includes(wanted);
}
find.addEventListener("input", narrow);

/* The map's filter, its table twin */

for (const choice of document.querySelectorAll("input[name=ties]"))
  choice.addEventListener("change", () => map.show(choice.value));

const table = document.getElementById("map-table");
table.addEventListener("htmx:after:settle", () => asTable(true));

function asTable(shown) {
  table.hidden = !shown;
  if (!shown) table.replaceChildren();
  document.querySelector("#as-table span").textContent = shown ? "As map" : "As table";
  document.getElementById("ties-shown").disabled = shown;
}

document.addEventListener(
  "click",
  (event) => {
    const hit = (selector) => event.target.closest(selector);
    if (!hit(".sift")) document.querySelector(".sift").open = false;
    if (hit("#as-table") && !table.hidden) {
      stop(event);
      asTable(false);
    } else if (hit(".why-link")) {
      const panel = document.querySelector(hit(".why-link").getAttribute("hx-target"));
      if (!panel.childElementCount) return;
      stop(event);
      panel.replaceChildren();
    } else if (hit("[data-unpeek]")) {
      stop(event);
      close();
    } else if (hit("[data-dismiss]")) {
      hit("[data-dismiss]").closest(".asked").remove();
    } else if (hit("[data-only], [data-all]")) {
      stop(event);
      only(hit("[data-only]")?.dataset.only ?? "");
    } else if (hit("[data-moment]")) {
      const row = document.getElementById(`event-${hit("[data-moment]").dataset.moment}`);
      if (!row || row.hidden) return;
      stop(event);
      hit(".asked")?.remove();
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "center" });
    } else if (hit("[data-text]")) {
      const { text, topic } = hit("[data-text]").dataset;
      document.getElementById("inject-text").value = text;
      document.getElementById("inject-topic").value = topic;
    }
  },
  true,
);

function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

function only(who) {
  const form = document.getElementById("sift");
  form.elements.who.value = who;
  if (!who) form.reset(), (form.elements.who.value = form.elements.theme.value = ""), (form.elements.meaningful.checked = false);
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

/* Dialogs: opened by its address one becomes a modal; it closes once what it asks for is queued */

for (const dialog of document.querySelectorAll("#inject-dialog[open], #call-dialog[open]")) {
  dialog.close();
  dialog.showModal();
}

document.addEventListener("htmx:after:request", ({ detail }) => {
  const { sourceElement, response } = detail.ctx;
  if (!sourceElement?.matches?.("[data-queues]") || response.status !== 200) return;
  sourceElement.reset();
  sourceElement.closest("dialog").close();
});

/* What became of it is told for a while, or until it is looked at */

const TOLD_FOR = 20_000;
document.addEventListener("htmx:after:swap", () => {
  const told = document.querySelector(".asked:has([data-dismiss]):not([data-leaving])");
  if (!told) return;
  told.dataset.leaving = "";
  setTimeout(() => told.matches(":hover, :focus-within") || told.remove(), TOLD_FOR);
});

follow();
