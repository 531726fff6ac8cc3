// The state of the page's live connection as <html data-live>: open, lost (coming back by itself) or closed (not allowed).
// Close codes from 4000 on are the server's own: it will not take the page back.

const root = document.documentElement;

document.addEventListener("htmx:ws:after:connection", () => (root.dataset.live = "open"));
document.addEventListener("htmx:ws:close", ({ detail }) => {
  if (detail.reason === "removed" || document.hidden) return;
  root.dataset.live = detail.code >= 4000 ? "closed" : "lost";
});
