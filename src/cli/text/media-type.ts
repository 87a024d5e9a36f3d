import * as path from 'node:path';

/**
 * Content types that Twilio accepts in messages, by file extension. Source: Twilio, "Accepted content types for media".
 */
const TYPES: Readonly<Record<string, string>> = {
  '.gif': 'image/gif',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.ogg': 'audio/ogg',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.vcf': 'text/vcard',
  '.webp': 'image/webp',
};

/** The content type that Twilio would name for a file, by the extension in its URL. */
export function mediaType(url: string): string {
  return TYPES[path.extname(new URL(url).pathname).toLowerCase()] ?? 'application/octet-stream';
}
