/** Characters that XML 1.0 does not allow, half surrogate pairs included. Twilio's builder throws on them. */
const FORBIDDEN_IN_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Removes the characters that TwiML cannot hold. */
export function withoutForbiddenCharacters(text: string): string {
  return text.replace(FORBIDDEN_IN_XML, '');
}
