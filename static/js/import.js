// Cards dropped or chosen: each is sent alone, a few at a time, and comes back as a row of the list.

const AT_ONCE = 3;
const form = document.querySelector("[data-import]");
const input = form.querySelector("[type=file]");
const list = document.getElementById("arrived");
const progress = document.querySelector(".import-progress");
const waiting = [];
const count = { all: 0, done: 0, refused: 0, sending: 0 };

form.classList.add("live");
input.required = false;

input.addEventListener("change", () => {
  take(input.files);
  // So that the same file can be chosen again after it was mended.
  input.value = "";
});

for (const kind of ["dragenter", "dragover"])
  addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("over");
  });
addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) form.classList.remove("over");
});
addEventListener("drop", (event) => {
  if (!event.dataTransfer?.files.length) return;
  event.preventDefault();
  form.classList.remove("over");
  take(event.dataTransfer.files);
});

function take(files) {
  if (count.done === count.all) count.all = count.done = count.refused = 0;
  waiting.push(...files);
  count.all += files.length;
  tell();
  while (count.sending < AT_ONCE && waiting.length) send();
}

async function send() {
  count.sending += 1;
  while (waiting.length) {
    const file = waiting.shift();
    const row = file.size > form.dataset.most ? tooLarge(file) : await sent(file);
    if (row.classList.contains("refused")) count.refused += 1;
    list.append(row);
    count.done += 1;
    tell();
  }
  count.sending -= 1;
}

async function sent(file) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("card", file);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.status === 401) return refused(file, "You are no longer signed in. Sign in and bring it again.");
    if (!answer.ok) return refused(file, "The studio could not take it just now. Try again in a moment.");
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    return holder.content.querySelector("li") ?? refused(file, "The studio gave no answer. Try again in a moment.");
  } catch {
    return refused(file, "The way to the studio broke off. Look at your connection and bring it again.");
  }
}

function tooLarge(file) {
  const megabytes = (size) => `${Math.round(size / 1048576)} MB`;
  const most = megabytes(form.dataset.most);
  return refused(file, `It has ${megabytes(file.size)}; a card may have ${most}. Export it with a smaller picture.`);
}

function refused(file, why) {
  const row = document.getElementById("refused").content.firstElementChild.cloneNode(true);
  row.querySelector("b").textContent = file.name;
  row.querySelector("p").textContent = why;
  return row;
}

function tell() {
  const bar = progress.querySelector("progress");
  progress.hidden = false;
  bar.max = count.all;
  bar.value = count.done;
  const cards = count.all === 1 ? "card" : "cards";
  const spoilt = count.refused ? `, ${count.refused} could not be taken` : "";
  progress.querySelector("p").textContent =
    count.done < count.all ? `${count.done} of ${count.all} ${cards} read` : `${count.all} ${cards} read${spoilt}`;
}
