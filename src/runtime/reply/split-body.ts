/** Longest body of one message, in UTF-16 units. Source: Twilio, "Error 21617". */
export const MAX_BODY_LENGTH = 1600;

/**
 * Divides a text into parts that Twilio takes: after the last word that fits, else between two graphemes, so that an
 * emoji or an accented letter is never cut. Only a grapheme that is longer than a message is cut itself.
 *
 * The blanks at a cut are dropped, since the end of one message and the start of the next take their place. Everything
 * else is kept, in its order. A text that is short enough stays as it is; a longer one of nothing but blanks has no parts.
 */
export function splitBody(body: string, limit = MAX_BODY_LENGTH): readonly string[] {
  if (body.length <= limit) {
    return [body];
  }
  const parts: string[] = [];
  let start = 0; // of the part
  let end = 0; // of its last whole word
  let next = 0; // where the word after that one starts
  // Made only now: most gateways never need it, and a cold start would pay for it.
  for (const { segment, index } of new Intl.Segmenter('en').segment(body)) {
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
  // What is too long now are the blanks at its end.
  return [...parts, body.slice(start, body.length - start > limit ? end : undefined)].filter((part) => part !== '');
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
