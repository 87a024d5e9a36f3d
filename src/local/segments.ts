/** Characters that take one septet in GSM-7, and those that take two. Source: 3GPP TS 23.038, "Alphabets and language-specific information". */
const GSM_BASIC = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '\f^{}\\[~]|€';

/** In how many SMS segments a text travels: GSM-7 with 160 (or 153 each) septets, else UCS-2 with 70 (or 67 each) UTF-16 units. At least 1. */
export function countSegments(text: string): number {
  const characters = [...text];
  const isGsm = characters.every((character) => GSM_BASIC.includes(character) || GSM_EXTENDED.includes(character));
  const widths = characters.map((character) => isGsm ? (GSM_EXTENDED.includes(character) ? 2 : 1) : character.length);
  const [single, each] = isGsm ? [160, 153] : [70, 67];
  return widths.reduce((sum, width) => sum + width, 0) <= single ? 1 : pack(widths, each);
}

/** A character that takes two units is not divided between two segments. */
function pack(widths: readonly number[], capacity: number): number {
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > capacity) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return segments;
}
