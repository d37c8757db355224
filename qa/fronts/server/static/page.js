// The page's own script: it asks without loading the page anew, and opens documents beside the conversation.
// Everything works without it but names, dropped files, and the pages of a PDF.

import { completeNames } from "./names.js";
import { openDocument, prepareViewer } from "./viewer.js";

const turns = document.getElementById("turns");
const form = document.getElementById("ask");
const box = document.getElementById("question");

// Questions

/** Ask what `fields` say at the address `action`; the answer becomes the last turn. */
async function ask(action, fields, { replaces = null } = {}) {
  fields.set("part", "1");
  document.getElementById("welcome")?.replaceWith(element("h1", { className: "unseen" }, "Questions and answers"));
  const waiting = placeholder(fields.get("question"));
  (replaces ?? turns).append(waiting);
  scrollToEnd(waiting);
  turns.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(action, { method: "POST", body: new URLSearchParams(fields) });
    if (!response.ok) throw new Error(await problemOf(response));
    remember(response.headers.get("X-Conversation"));
    const turn = fragment(await response.text()).querySelector(".turn");
    if (replaces) waiting.remove();
    for (const other of turns.querySelectorAll(".turn form")) other.remove();
    (replaces ?? waiting).replaceWith(turn);
    turn.classList.add("new");
    scrollToEnd(turn);
  } catch (error) {
    waiting.querySelector(".waiting").replaceWith(element("p", { className: "problem", role: "alert" }, error.message));
  } finally {
    turns.removeAttribute("aria-busy");
  }
}

/** What is shown until the answer comes. */
function placeholder(question) {
  const turn = element("article", { className: "turn" });
  if (question) turn.append(element("h2", { className: "question", dir: "auto" }, question));
  turn.append(element("p", { className: "waiting" }, "…"));
  return turn;
}

/** The words of a problem that the server reports. */
async function problemOf(response) {
  const problem = await response.json().catch(() => ({}));
  return problem.detail ?? `The server failed (${response.status}).`;
}

/** From the first answer on, the page is that of a conversation. */
function remember(name) {
  if (!name || document.body.dataset.conversation === name) return;
  document.body.dataset.conversation = name;
  for (const field of document.querySelectorAll("input[name=conversation]")) field.value = name;
  const save = document.getElementById("save");
  save.href = `/conversation/${name}/export`;
  for (const link of [save, document.getElementById("new")]) link.hidden = false;
  history.replaceState(null, "", `/conversation/${name}`);
}

function scrollToEnd(turn) {
  turn.scrollIntoView({ block: "nearest" });
  window.scrollTo({ top: document.documentElement.scrollHeight });
}

document.addEventListener("submit", (event) => {
  const sent = event.target;
  const fields = new FormData(sent, event.submitter);
  if (["/other", "/all"].includes(sent.getAttribute("action"))) {
    event.preventDefault();
    ask(sent.getAttribute("action"), fields, { replaces: sent.closest(".turn") });
  } else if (sent.getAttribute("action") === "/ask") {
    event.preventDefault();
    if (!fields.get("question")?.trim()) return;
    if (sent === form) box.value = "";
    ask("/ask", fields);
    box.focus();
  }
});

// Earlier questions, by the arrow keys

let place = null;
let draft = "";

function earlier(step) {
  const asked = [...turns.querySelectorAll("h2.question")].map((question) => question.textContent);
  if (place === null) [place, draft] = [asked.length, box.value];
  place = Math.min(Math.max(place + step, 0), asked.length);
  box.value = asked[place] ?? draft;
  box.setSelectionRange(box.value.length, box.value.length);
}

box.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  earlier(event.key === "ArrowUp" ? -1 : 1);
});
box.addEventListener("input", () => { place = null; });
form.addEventListener("submit", () => { place = null; });

// A slash leads to the question box, as on other sites
document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || writes) return;
  event.preventDefault();
  box.focus();
});

// Documents

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-document]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  openDocument(link).catch((error) => say(error.message));
});

/** Say something below the turns. */
function say(message) {
  const line = element("p", { className: "problem", role: "alert" }, message);
  turns.append(line);
  scrollToEnd(line);
}

// Documents that are dropped

const drop = document.getElementById("drop");

async function upload(files) {
  for (const file of files) {
    const line = element("p", { className: "waiting", role: "status" }, `Reading ${file.name} …`);
    turns.append(line);
    scrollToEnd(line);
    try {
      const response = await fetch(`/api/v1/documents?name=${encodeURIComponent(file.name)}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream" },
        body: file,
      });
      if (!response.ok) throw new Error(await problemOf(response));
      line.className = "done";
      line.textContent = `${file.name} can be asked now.`;
    } catch (error) {
      line.replaceWith(element("p", { className: "problem", role: "alert" }, `${file.name}: ${error.message}`));
    }
  }
  await renewShelf();
}

/** Show the documents that there are now. */
async function renewShelf() {
  const page = new DOMParser().parseFromString(await (await fetch("/")).text(), "text/html");
  const shelf = page.querySelector(".library");
  if (shelf) document.querySelector(".library")?.replaceWith(shelf);
}

if ("upload" in document.body.dataset) {
  const add = document.querySelector(".add");
  add.hidden = false;
  add.querySelector("input").addEventListener("change", (event) => upload(event.target.files));
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  document.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.hidden = false;
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.hidden = true; });
  document.addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.hidden = true;
    upload(event.dataTransfer.files);
  });
}

// While the documents are read

async function waitUntilRead(shown) {
  const response = await fetch("/api/v1/status").catch(() => null);
  const status = response?.ok ? await response.json() : {};
  if (status.state === "opening" || !response) {
    shown.querySelector("progress").value = status.share ?? 0;
    setTimeout(waitUntilRead, 400, shown);
  } else if (box.value || turns.querySelector(".turn")) {
    shown.remove();
    await renewShelf();
  } else {
    location.reload();
  }
}

const opening = document.getElementById("opening");
if (opening) waitUntilRead(opening);

// Small things

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

function element(name, { role, ...properties } = {}, text = "") {
  const made = Object.assign(document.createElement(name), properties);
  if (role) made.setAttribute("role", role);
  made.textContent = text;
  return made;
}

completeNames(box, document.getElementById("names"));
prepareViewer();
