// Finds a sentence in the pieces of text of a PDF's page, by its letters and digits alone: white space, hyphens,
// accents, ligatures and the order of the lines around it do not matter.

// Letters of a part of a sentence that is looked for by itself, at least; and of one that comes within so many letters
// of the part before it, such as behind the mark of a footnote, or that is the end of the sentence, in the next column.
const LEAST = 12;
const NEAR_LEAST = 3;
const NEAR = 30;
// Letters in a row that may be skipped: more are of another page.
const SKIPPED = 200;
const KEPT = /[\p{L}\p{N}]/u;

/** The letters and digits of `text`, each with the place of the character that it comes from. */
function folded(text) {
  const letters = [];
  const places = [];
  let place = 0;
  for (const character of text) {
    for (const letter of character.normalize("NFKD").toLowerCase()) {
      if (!KEPT.test(letter)) continue;
      letters.push(letter);
      places.push(place);
    }
    place += character.length;
  }
  return { letters, places };
}

/**
 * Where a sentence, `before` + `words` + `after`, is in `pieces`.
 *
 * Returns `ranges`, in order: `{piece, start, end, isWords}`, and what is `left` of the sentence for the next page; null
 * if nothing is.
 */
export function citedRanges(pieces, { before, words, after }) {
  const page = pieces.map(folded);
  const origins = page.flatMap(({ places }, piece) => places.map((place) => ({ piece, place })));
  const text = page.map(({ letters }) => letters.join("")).join("");
  const parts = [before, words, after].map((part) => folded(part).letters.join(""));
  const sentence = parts.join("");
  const first = parts[0].length;
  const last = first + parts[1].length;
  const found = [];
  let start = 0;
  let from = 0;
  // The end of what was found of the sentence.
  let end = 0;
  while (start < sentence.length && start - end <= SKIPPED) {
    const [at, length] = longestFrom(text, sentence.slice(start), from);
    const follows = end > 0 && length >= NEAR_LEAST && at >= from;
    const isEnd = start === end && start + length === sentence.length;
    if (length < Math.min(LEAST, sentence.length) && !(follows && (at <= from + NEAR || isEnd))) {
      // Another letter is on the page, or a note is in between.
      start += 1;
      continue;
    }
    for (let index = 0; index < length; index += 1) {
      const isWords = start + index >= first && start + index < last;
      found.push({ ...origins[at + index], isWords });
    }
    start += length;
    end = start;
    from = at + length;
  }
  const rest = (begin, until) => sentence.slice(Math.max(begin, end), Math.max(until, end));
  const left = { before: rest(0, first), words: rest(first, last), after: rest(last, sentence.length) };
  return { ranges: joined(found, pieces), left: sentence.length - end >= Math.min(LEAST, sentence.length) ? left : null };
}

/** The longest beginning of `wanted` in `text` after `from`, or else anywhere: its place, and its length. */
function longestFrom(text, wanted, from) {
  let best = [-1, 0];
  let [low, high] = [0, wanted.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const beginning = wanted.slice(0, middle);
    let at = text.indexOf(beginning, from);
    if (at < 0) at = text.indexOf(beginning);
    if (at < 0) high = middle - 1;
    else [low, best] = [middle, [at, middle]];
  }
  return best;
}

/** Neighbouring letters of one piece and kind, as ranges with what is between them. */
function joined(found, pieces) {
  const ranges = [];
  for (const { piece, place, isWords } of found) {
    const last = ranges.at(-1);
    const end = place + String.fromCodePoint(pieces[piece].codePointAt(place)).length;
    if (last && last.piece === piece && last.isWords === isWords && place >= last.start) last.end = Math.max(last.end, end);
    else ranges.push({ piece, start: place, end, isWords });
  }
  return ranges;
}
