// The state of the page's live connection as <html data-live>: open, lost (coming back by itself) or closed (not allowed).
// Close codes from 4000 on are the server's own: it will not take the page back.

const root = document.documentElement;

document.addEventListener("htmx:ws:after:connection", () => (root.dataset.live = "open"));
document.addEventListener("htmx:ws:close", ({ detail }) => {
  if (detail.reason === "removed" || document.hidden) return;
  root.dataset.live = detail.code >= 4000 ? "closed" : "lost";
});

// The answer to a press on the transport is dropped where a frame has told of it since: frames come in order.

let told = 0;
export const heard = () => told;
document.addEventListener("htmx:before:request", ({ detail }) => (detail.ctx.told = told));
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (!tasks?.some(({ target }) => target?.id === "controls")) return;
  if (ctx.told === undefined) told += 1;
  else if (ctx.told !== told) event.preventDefault();
});
