// A character's page follows the world: whenever a frame concerns whoever it is about, the page asks for itself anew,
// a little later, so that a lively turn costs one request and not five.

import "./live.js";

const LATER = 1200;
const page = document.getElementById("life");
const who = Number(page.dataset.who);
let timer;

document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (detail.ctx.target === page) return;
  const news = document.querySelector("#map-news data");
  const rows = [...document.querySelectorAll("#feed > li[data-number]")];
  const told = news && JSON.parse(news.value);
  news?.remove();
  for (const row of rows) row.remove();
  const concerned =
    rows.some((row) => (row.dataset.who ?? "").split(" ").includes(String(who))) ||
    told?.nodes.some(([id]) => id === who) ||
    told?.ties.some(([from, to]) => from === who || to === who);
  if (concerned) timer ??= setTimeout(refresh, LATER);
});

async function refresh() {
  timer = undefined;
  // Whoever reads an opened panel of reasons keeps it.
  if (document.hidden || page.querySelector("[id^=why-]:not(:empty)")) return;
  const headers = { "HX-Request": "true", "HX-Request-Type": "partial" };
  try {
    const answer = await fetch(`${location.pathname}?life`, { headers });
    if (answer.ok) await htmx.swap({ sourceElement: page, target: page, swap: "innerMorph", text: await answer.text() });
  } catch (error) {
    // Offline: the next frame asks again.
    if (!(error instanceof TypeError)) throw error;
  }
}
