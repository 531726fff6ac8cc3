// `<time datetime="…" data-ago>` reads "4 min ago" and keeps doing so; its title tells the moment itself.

const STEPS = [
  [60, "second"],
  [3600, "minute"],
  [86_400, "hour"],
  [604_800, "day"],
  [2_629_800, "week"],
  [31_557_600, "month"],
  [Infinity, "year"],
];
const SECONDS = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_629_800, year: 31_557_600 };
const words = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto", style: "short" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

function ago(then) {
  const gone = (Date.now() - then) / 1000;
  if (gone < 45) return "just now";
  const [, unit] = STEPS.find(([limit]) => gone < limit);
  return words.format(-Math.round(gone / SECONDS[unit]), unit);
}

export function refresh(within = document) {
  for (const time of within.querySelectorAll("time[data-ago]")) {
    const then = new Date(time.dateTime);
    const text = ago(then);
    if (time.textContent !== text) time.textContent = text;
    time.title ||= exact.format(then);
  }
}

refresh();
setInterval(refresh, 30_000);
document.addEventListener("htmx:after:swap", () => refresh());
