/** Maximum body length of one message, in UTF-16 units. Source: Twilio, "Error 21617". */
export const MAX_BODY_LENGTH = 1600;

/** How many UTF-16 units are segmented at once. */
const WINDOW = 500;

/**
 * Splits a body into parts that Twilio accepts: after the last word that fits, else between two graphemes, so that no
 * emoji or accented letter is cut. Only a grapheme that is longer than a message is cut itself.
 *
 * The blanks at a cut are dropped, since the next message takes their place. Everything else is kept, in its order. A
 * short body is returned unchanged. A longer one of blanks alone has no parts.
 */
export function splitBody(body: string, limit = MAX_BODY_LENGTH): readonly string[] {
  if (body.length <= limit) {
    return [body];
  }
  const parts: string[] = [];
  let start = 0; // start of the part
  let end = 0; // end of its last whole word
  let next = 0; // start of the word after that
  for (const { segment, index } of graphemes(body)) {
    if (segment.trim() === '') {
      end = next === index ? end : index;
      next = index + segment.length;
      continue;
    }
    while (index + segment.length - start > limit) {
      const inGrapheme = start + limit - (isHighSurrogate(body.charCodeAt(start + limit - 1)) ? 1 : 0);
      const [cut, after] = next > start ? [end, next] : index > start ? [index, index] : [inGrapheme, inGrapheme];
      parts.push(body.slice(start, cut));
      [start, end, next] = [after, after, after];
    }
  }
  // If the last part is still too long, only blanks follow its last word.
  return [...parts, body.slice(start, body.length - start > limit ? end : undefined)].filter((part) => part !== '');
}

/**
 * The graphemes of a text. `Intl.Segmenter` takes four times as long for twice the text (Node.js 20), so it gets the
 * text in windows. The last grapheme of a window may continue behind it, so the next window starts with it.
 */
function* graphemes(text: string): Generator<Pick<Intl.SegmentData, 'segment' | 'index'>> {
  const segmenter = new Intl.Segmenter('en'); // created on demand: it would slow every cold start
  for (let start = 0, size = WINDOW; start < text.length;) {
    const segments = [...segmenter.segment(text.slice(start, start + size))];
    const isLast = start + size >= text.length;
    const whole = isLast ? segments : segments.slice(0, -1);
    for (const { segment, index } of whole) {
      yield { segment, index: start + index };
    }
    start = isLast ? text.length : start + segments[segments.length - 1].index;
    size = whole.length === 0 ? size * 2 : WINDOW;
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
