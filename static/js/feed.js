// Keeps a feed from growing without end: `<ol id="feed" data-cap="200">` loses its oldest rows.

const CAP = 200;

document.addEventListener("htmx:after:swap", () => {
  const feed = document.getElementById("feed");
  if (!feed) return;
  const cap = Number(feed.dataset.cap ?? CAP);
  while (feed.children.length > cap) feed.lastElementChild.remove();
});
