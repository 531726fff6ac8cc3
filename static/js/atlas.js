// The page of ties: whoever is chosen on the map comes into focus, the day is told as it is chosen, arrow keys walk
// the matrix, and the map can be kept as a picture.

import "./graph.js";

const lens = document.getElementById("lens");
const map = () => document.querySelector("world-graph");

document.addEventListener("character:select", ({ detail }) => {
  lens.elements.who.value = detail.id ?? "";
  lens.elements.who.dispatchEvent(new Event("change", { bubbles: true }));
});

/* A new answer: the map stays, and learns what it says; an address holds what was asked for and no more. */

document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx.target?.id !== "view") return;
  if (map()?.nodes) {
    map().load();
    map().choose(Number(lens.elements.who.value) || null);
  }
  rove();
  tellDay();
  const here = new URL(location);
  const plain = { view: "map", layer: "affinity", shown: "strong", who: "", day: lens.elements.day?.dataset.today };
  for (const [name, value] of [...here.searchParams]) if (value === plain[name]) here.searchParams.delete(name);
  history.replaceState(history.state, "", here);
});

function tellDay() {
  const day = lens.elements.day;
  if (!day) return;
  lens.querySelector("output").value = day.value === day.dataset.today ? "today" : day.value === "0" ? "before the first" : day.value;
}
lens.addEventListener("input", tellDay);

document.addEventListener("click", (event) => {
  const back = event.target.closest(".banner .text-link");
  if (back && lens.elements.day) {
    event.preventDefault();
    lens.elements.day.value = lens.elements.day.dataset.today;
    lens.elements.day.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const files = document.querySelector(".files[open]");
  if (files && !event.target.closest(".files summary")) files.open = false;
});

/* The matrix is one stop of the Tab key; within it arrows walk, and what a square says is told above. */

const squares = () => [...document.querySelectorAll("[data-matrix] td a")];

function rove() {
  squares().forEach((square, i) => (square.tabIndex = i ? -1 : 0));
}

document.addEventListener("keydown", (event) => {
  const cell = event.target.closest?.("[data-matrix] td");
  const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!cell || !step) return;
  event.preventDefault();
  const rows = [...cell.closest("tbody").rows];
  let [x, y] = [cell.cellIndex, rows.indexOf(cell.parentElement)];
  let found;
  do {
    [x, y] = [x + step[0], y + step[1]];
    found = rows[y]?.cells[x]?.querySelector("td > a");
  } while (!found && rows[y]?.cells[x]);
  if (!found) return;
  event.target.tabIndex = -1;
  found.tabIndex = 0;
  found.focus();
});

function read(event) {
  const line = document.getElementById("readout");
  if (line) line.textContent = event.target.closest?.("[data-matrix] td a")?.ariaLabel ?? line.dataset.idle;
}
for (const name of ["focusin", "pointerover"]) document.addEventListener(name, read);

/* The map as a picture */

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-picture]");
  if (!button || !map()) return;
  const canvases = [...map().querySelectorAll("canvas")];
  const picture = new OffscreenCanvas(canvases[0].width, canvases[0].height);
  const pen = picture.getContext("2d");
  pen.fillStyle = map().ground;
  pen.fillRect(0, 0, picture.width, picture.height);
  for (const canvas of canvases) pen.drawImage(canvas, 0, 0);
  picture.convertToBlob().then((blob) => {
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: `${button.dataset.picture}.png` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
});

rove();
