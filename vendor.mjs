// Builds static/vendor/ from node_modules: `npm ci --ignore-scripts && npm run vendor`.
// The output is committed, so running the product needs no Node.

import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";

const OUT = "static/vendor";
const ICONS = [
  "activity", "arrow-down-right", "arrow-right", "arrow-up-right", "ban", "bandage", "book-open", "brain", "check",
  "chevron-down", "chevron-right", "circle-help", "clapperboard", "clock", "compass", "copy", "crown", "download",
  "ellipsis", "eye", "eye-off", "feather", "flag", "flame", "gavel", "globe", "handshake", "heart", "heart-crack",
  "history", "keyboard", "link", "list", "lock", "log-out", "map-pin", "maximize", "megaphone", "minus", "monitor",
  "moon", "party-popper", "pause", "play", "plus", "quote", "refresh-cw", "repeat", "scale", "scroll-text", "search",
  "settings", "share-2", "shield", "sliders-horizontal", "sparkles", "sprout", "step-forward", "sun", "swords", "table",
  "target", "trending-down", "trending-up", "triangle-alert", "trophy", "unlink", "user", "users", "utensils", "vote",
  "waves", "waypoints", "wifi-off", "x", "zap",
];
// Italics serve gestures and asides at one weight only: the variable file would weigh three times as much.
const FONTS = [
  ["@fontsource-variable/instrument-sans", "instrument-sans", "wght-normal"],
  ["@fontsource-variable/newsreader", "newsreader", "wght-normal"],
  ["@fontsource/newsreader", "newsreader", "400-italic"],
];
const LICENCES = {
  "htmx.org": "0BSD",
  "lucide-static": "ISC",
  "@fontsource-variable/instrument-sans": "OFL-1.1",
  "@fontsource-variable/newsreader": "OFL-1.1",
  "@fontsource/newsreader": "OFL-1.1",
  "axe-core": "MPL-2.0",
};

const version = (name) => JSON.parse(readFileSync(`node_modules/${name}/package.json`)).version;
const read = (path) => readFileSync(`node_modules/${path}`, "utf8");
const sha256 = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function symbol(name) {
  const inner = read(`lucide-static/icons/${name}.svg`).replace(/<!--.*?-->|<\/?svg[^>]*>/gs, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${inner.replace(/\s*\n\s*/g, "").trim()}</symbol>`;
}

mkdirSync(`${OUT}/fonts`, { recursive: true });

// One file: with two deferred tags htmx may start before its WebSocket extension and never see hx-ws:connect.
const scripts = ["htmx.org/dist/htmx.min.js", "htmx.org/dist/ext/hx-ws.min.js"];
const withoutMap = (source) => source.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "");
writeFileSync(`${OUT}/htmx.js`, scripts.map((path) => withoutMap(read(path))).join(";\n") + "\n");
writeFileSync(`${OUT}/icons.svg`, `<svg xmlns="http://www.w3.org/2000/svg">\n${ICONS.map(symbol).join("\n")}\n</svg>\n`);
for (const [name, family, face] of FONTS)
  for (const subset of ["latin", "latin-ext"]) {
    const file = `${family}-${subset}-${face}.woff2`;
    copyFileSync(`node_modules/${name}/files/${file}`, `${OUT}/fonts/${file}`);
  }
mkdirSync(`${OUT}/licences`, { recursive: true });
for (const name of Object.keys(LICENCES)) {
  const text = `node_modules/${name}/LICENSE`;
  copyFileSync(text, `${OUT}/licences/${name.split("/").at(-1)}.txt`);
}
copyFileSync("node_modules/axe-core/axe.min.js", "ecosystem/tests/axe.min.js");

const fonts = FONTS.flatMap(([name, family, face]) =>
  ["latin", "latin-ext"].map((subset) => [`${OUT}/fonts/${family}-${subset}-${face}.woff2`, name]),
);
const files = [
  [`${OUT}/htmx.js`, "htmx.org"],
  [`${OUT}/icons.svg`, "lucide-static"],
  ...fonts,
  ["ecosystem/tests/axe.min.js", "axe-core"],
];
const manifest = Object.fromEntries(
  files.map(([path, name]) => [path, { package: name, version: version(name), licence: LICENCES[name], sha256: sha256(path) }]),
);
writeFileSync(`${OUT}/manifest.json`, JSON.stringify(manifest, null, 2) + "\n");
