/**
 * Characters of one septet in GSM-7, and of two. Source: 3GPP TS 23.038, "Alphabets and language-specific information".
 */
const GSM_BASIC = '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?'
  + '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const GSM_EXTENDED = '\f^{}\\[~]|€';
const GSM = new Map([
  ...[...GSM_BASIC].map((one) => [one, 1] as const),
  ...[...GSM_EXTENDED].map((one) => [one, 2] as const),
]);

/** The size of a body as SMS. */
export interface SmsSize {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Septets in GSM-7, UTF-16 units in UCS-2. */
  readonly units: number;
  /** At least 1. */
  readonly segments: number;
  /** Units that still fit into the last segment. */
  readonly left: number;
}

/** GSM-7 has 160 septets, or 153 in each of several segments. UCS-2 has 70 units, or 67 in each. */
export function measureSms(text: string): SmsSize {
  const characters = [...text];
  const isGsm = characters.every((character) => GSM.has(character));
  const widths = characters.map((character) => isGsm ? GSM.get(character)! : character.length);
  const [single, each] = isGsm ? [160, 153] : [70, 67];
  const units = widths.reduce((sum, width) => sum + width, 0);
  const size = units <= single ? { segments: 1, left: single - units } : pack(widths, each);
  return { encoding: isGsm ? 'GSM-7' : 'UCS-2', units, ...size };
}

/** The number of SMS segments of a body. At least 1. */
export function countSegments(text: string): number {
  return measureSms(text).segments;
}

/** Never divides a character of two units between two segments. */
function pack(widths: readonly number[], capacity: number): { segments: number; left: number } {
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > capacity) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return { segments, left: capacity - used };
}
