// The pages of a PDF, drawn by pdf.js as they come into view, with the cited sentence marked on them.

import { citedRanges } from "./quotes.js";

const HOME = new URL("./pdfjs/", import.meta.url);
// Pixels of a page at most: a page as large as a wall is drawn coarsely.
const MOST_PIXELS = 16_000_000;

/** Draw the PDF of `sheet` in `pages`, and scroll to the cited sentence. */
export async function showPages(sheet, pages) {
  const pdfjs = await import(new URL("pdf.min.mjs", HOME));
  pdfjs.GlobalWorkerOptions.workerSrc = new URL("pdf.worker.min.mjs", HOME).href;
  // Nothing in the file runs: pdf.js has no scripts of documents without its sandbox, which is not shipped.
  const pdf = await pdfjs.getDocument({
    url: sheet.dataset.file,
    standardFontDataUrl: new URL("standard_fonts/", HOME).href,
    enableXfa: false,
    useWasm: false,
    canvasMaxAreaInBytes: 4 * MOST_PIXELS,
    maxImageSize: MOST_PIXELS,
  }).promise;
  const leaves = await layOut(pdf, pages);
  const cited = await findCited(pdf, sheet.dataset);
  if (!cited.size && sheet.dataset.before + sheet.dataset.words) pages.prepend(unmarked());
  const draw = (leaf) => (leaf.drawn ??= drawLeaf(pdfjs, pdf, leaf, cited.get(leaf.number)));
  const seen = new IntersectionObserver(
    (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => draw(leaves[entry.target.dataset.number - 1])),
    { root: sheet, rootMargin: "50% 0px" },
  );
  for (const leaf of leaves) seen.observe(leaf.frame);
  const first = leaves[Math.min(...cited.keys(), Infinity) - 1] ?? leaves[sheet.dataset.page - 1] ?? leaves[0];
  first.frame.scrollIntoView({ block: "start" });
  await draw(first);
  scrollToMark(sheet, first.frame);
}

/** What is said where the sentence is not among the letters of its page, such as on a page of pictures. */
function unmarked() {
  const note = document.createElement("p");
  note.className = "unmarked";
  note.setAttribute("role", "status");
  note.textContent = "The sentence could not be marked on its page; “Text” shows it.";
  return note;
}

/** A frame for each page, as large as the first one until it is drawn. */
async function layOut(pdf, pages) {
  const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const leaves = Array.from({ length: pdf.numPages }, (_, index) => {
    const frame = document.createElement("div");
    frame.className = "leaf";
    frame.dataset.number = index + 1;
    frame.style.aspectRatio = `${width} / ${height}`;
    return { number: index + 1, frame };
  });
  pages.replaceChildren(...leaves.map((leaf) => leaf.frame));
  return leaves;
}

/** Where the cited sentence is: from the number of a page to ranges of its pieces of text. */
async function findCited(pdf, { page, before, words, after }) {
  const found = new Map();
  let rest = { before, words, after };
  // A sentence may run on over the end of a page.
  for (let number = Number(page); number <= Math.min(Number(page) + 1, pdf.numPages); number += 1) {
    const content = await (await pdf.getPage(number)).getTextContent();
    const pieces = content.items.filter((item) => item.str !== undefined).map((item) => item.str);
    const { ranges, left } = citedRanges(pieces, rest);
    if (ranges.length) found.set(number, ranges);
    if (!left) break;
    rest = left;
  }
  return found;
}

async function drawLeaf(pdfjs, pdf, { number, frame }, ranges = []) {
  const page = await pdf.getPage(number);
  const size = page.getViewport({ scale: 1 });
  frame.style.aspectRatio = `${size.width} / ${size.height}`;
  const scale = frame.clientWidth / size.width;
  const dots = Math.min(window.devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (scale * scale * size.width * size.height)));
  const canvas = document.createElement("canvas");
  canvas.setAttribute("aria-hidden", "true");
  const picture = page.getViewport({ scale: scale * dots });
  [canvas.width, canvas.height] = [Math.floor(picture.width), Math.floor(picture.height)];
  const letters = document.createElement("div");
  letters.className = "letters";
  frame.replaceChildren(canvas, letters);
  await page.render({ canvas, viewport: picture }).promise;
  const layer = new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: letters, viewport: size });
  await layer.render();
  const fit = () => frame.style.setProperty("--total-scale-factor", frame.clientWidth / size.width);
  fit();
  new ResizeObserver(fit).observe(frame);
  mark(layer.textDivs, ranges);
}

/** Put marks around `ranges` of the text in `pieces`. */
function mark(pieces, ranges) {
  const byPiece = Map.groupBy ? Map.groupBy(ranges, (range) => range.piece) : grouped(ranges);
  for (const [index, own] of byPiece) {
    const text = pieces[index].textContent;
    const parts = [];
    let end = 0;
    for (const range of own) {
      const marked = document.createElement("i");
      if (range.isWords) marked.className = "words";
      marked.textContent = text.slice(range.start, range.end);
      parts.push(text.slice(end, range.start), marked);
      end = range.end;
    }
    pieces[index].replaceChildren(...parts, text.slice(end));
  }
}

function grouped(ranges) {
  const groups = new Map();
  for (const range of ranges) groups.set(range.piece, [...(groups.get(range.piece) ?? []), range]);
  return groups;
}

function scrollToMark(sheet, frame) {
  const marked = frame.querySelector("i.words") ?? frame.querySelector("i");
  if (!marked) return;
  const above = marked.getBoundingClientRect().top - sheet.getBoundingClientRect().top;
  sheet.scrollTop += above - sheet.clientHeight / 3;
}
