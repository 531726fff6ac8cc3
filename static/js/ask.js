// An interview read while it is said: the form is sent by fetch, and each line of the answer is one piece of JSON.

const form = document.querySelector("[data-asks]");
const list = document.getElementById("interview");
const earlier = [];

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const { question } = form.elements;
  const asked = event.submitter?.name === "prompt" ? event.submitter.value : question.value.trim();
  if (!asked) return question.focus();
  if (form.getAttribute("aria-busy")) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("question", asked);
  const exchange = begun(asked);
  const unsaid = asked === question.value.trim() ? "" : question.value;
  question.value = unsaid;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/x-ndjson" } });
    if (!answer.ok) throw new Error(answer.status);
    await read(answer.body, (said) => show(exchange, said));
    remember(asked, exchange.answer.textContent);
  } catch {
    exchange.note.textContent = "The studio did not answer. Your question is still there.";
    question.value = asked;
  } finally {
    form.removeAttribute("aria-busy");
    question.focus();
  }
});

function begun(asked) {
  list.querySelector(".empty")?.remove();
  list.append(document.getElementById("exchange").content.cloneNode(true));
  const item = list.lastElementChild;
  const [question, answer, note] = item.querySelectorAll("p");
  question.textContent = asked;
  note.textContent = "Thinking…";
  item.scrollIntoView({ block: "nearest" });
  return { item, answer, note };
}

function show({ item, answer, note }, said) {
  if (said.memories !== undefined) {
    // Rendered and escaped by the studio's own template.
    item.querySelector("details div").innerHTML = said.memories;
    item.querySelector("details").hidden = false;
  }
  if (said.text !== undefined) {
    answer.textContent += said.text;
    note.textContent = "";
    item.scrollIntoView({ block: "nearest" });
  }
  if (said.whole !== undefined) answer.textContent = said.whole;
  if (said.note !== undefined) note.textContent = said.note;
}

async function read(stream, tell) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) tell(JSON.parse(line));
    if (done) return;
  }
}

function remember(asked, said) {
  earlier.push([asked, said]);
  form.elements.earlier.value = JSON.stringify(earlier.slice(-3));
}
