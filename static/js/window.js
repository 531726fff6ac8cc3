// The landing page's window: the faces in its strip follow the moods that frames tell of.

document.addEventListener("htmx:after:swap", () => {
  const news = document.querySelector(".window #map-news data");
  if (!news) return;
  for (const [id, step, src] of JSON.parse(news.value).nodes) {
    const face = document.querySelector(`#face-${id} .portrait`);
    if (!face) continue;
    face.className = `portrait m${step}`;
    face.firstElementChild.src = src;
  }
  news.remove();
});
