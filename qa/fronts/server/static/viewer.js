// The document beside the conversation: opened at the cited sentence, closed with Escape.

const viewer = document.getElementById("viewer");
const isNarrow = matchMedia("(max-width: 63.99rem)");
// What was clicked to open the document: it gets the focus back.
let opener = null;

/** Show the document that `link` leads to. */
export async function openDocument(link) {
  const address = new URL(link.href);
  address.searchParams.set("part", "1");
  const response = await fetch(address);
  if (!response.ok) throw new Error((await response.json().catch(() => ({}))).detail ?? "The document is gone.");
  const isTurning = viewer.contains(link);
  if (!isTurning) opener = link;
  // The server escapes all that comes from documents.
  viewer.innerHTML = await response.text();
  viewer.hidden = false;
  for (const other of document.querySelectorAll("a[data-document][aria-current]")) other.removeAttribute("aria-current");
  if (!isTurning) link.setAttribute("aria-current", "true");
  prepareViewer();
  viewer.querySelector("#document-title").focus({ preventScroll: true });
}

/** Make what is in the viewer work. */
export function prepareViewer() {
  cover();
  const sheet = viewer.querySelector("#sheet");
  if (!sheet) return;
  viewer.querySelector("#close").addEventListener("click", (event) => {
    event.preventDefault();
    close();
  });
  if (sheet.dataset.file) preparePages(sheet);
  else scrollToCited(sheet);
}

function close() {
  viewer.hidden = true;
  viewer.replaceChildren();
  cover();
  for (const link of document.querySelectorAll("a[data-document][aria-current]")) link.removeAttribute("aria-current");
  if (location.pathname.startsWith("/document/")) {
    const name = document.body.dataset.conversation;
    history.replaceState(null, "", name ? `/conversation/${name}` : "/");
  }
  (opener?.isConnected ? opener : document.getElementById("question")).focus();
}

/** On a narrow screen the document covers the conversation, which then takes no keys. */
function cover() {
  document.querySelector(".talk").inert = isNarrow.matches && !viewer.hidden;
}

function scrollToCited(sheet) {
  const cited = sheet.querySelector("#cited");
  if (!cited) return;
  const above = cited.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
  sheet.scrollTop += above - sheet.clientHeight / 3;
}

/** A PDF is shown by its pages, unless they cannot be shown. */
function preparePages(sheet) {
  const [pages, text] = [sheet.querySelector("#pages"), sheet.querySelector("#text")];
  const [asPages, asText] = [viewer.querySelector("#as-pages"), viewer.querySelector("#as-text")];
  let isDrawn = null;

  async function show(isPages) {
    pages.hidden = !isPages;
    text.hidden = isPages;
    asPages.setAttribute("aria-pressed", String(isPages));
    asText.setAttribute("aria-pressed", String(!isPages));
    if (!isPages) return scrollToCited(sheet);
    isDrawn ??= import("./pdf.js").then((pdf) => pdf.showPages(sheet, pages));
    try {
      await isDrawn;
    } catch (error) {
      console.error(error);
      asPages.disabled = true;
      await show(false);
    }
  }

  viewer.querySelector(".choices").hidden = false;
  asPages.addEventListener("click", () => show(true));
  asText.addEventListener("click", () => show(false));
  show(true);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !viewer.hidden && !event.defaultPrevented) close();
});
isNarrow.addEventListener("change", cover);
