// What every page runs. Each module wires itself to attributes it finds; none is needed to read or to send a form.

import "./live.js";
import "./feed.js";
import "./theme.js";
import "./time.js";
import "./dialogs.js";
import "./toasts.js";
import "./palette.js";
import "./shortcuts.js";
import "./forms.js";
import "./window.js";

if (document.querySelector("world-graph")) await import("./graph.js");
if (document.querySelector("[data-sheet], [data-tells]")) await import("./sheet.js");
if (document.querySelector("[data-asks]")) await import("./ask.js");
if (document.querySelector("[data-import]")) await import("./import.js");

// Where tabs do not fit side by side, the present one is brought into view.
const tab = document.querySelector(".subnav [aria-current]");
if (tab) tab.parentElement.scrollLeft = tab.offsetLeft - (tab.parentElement.clientWidth - tab.offsetWidth) / 2;

document.documentElement.dataset.ready = "";
