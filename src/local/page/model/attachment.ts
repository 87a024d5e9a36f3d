import type { Attachment } from '../../page-protocol/page-protocol';

/** The view of an attachment. */
export type AttachmentShown =
  /** Served here: the page loads it. */
  | { readonly kind: 'image'; readonly src: string }
  /** Served elsewhere: the page loads nothing from there, and the user may follow the link. */
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

const LOCAL_MEDIA = /^\/media\/ME[0-9a-f]{32}$/;

/** @param origin the origin of the webhook, which also serves attachments */
export function shown({ url, contentType }: Attachment, origin: string): AttachmentShown {
  if (!URL.canParse(url)) return { kind: 'text', text: url };
  const { protocol, host, pathname, origin: own } = new URL(url);
  if (own === origin && LOCAL_MEDIA.test(pathname)) {
    return contentType?.startsWith('image/')
      ? { kind: 'image', src: pathname }
      : { kind: 'link', href: pathname, text: contentType ?? 'Attachment' };
  }
  const name = pathname.split('/').at(-1) || host;
  const isWeb = protocol === 'https:' || protocol === 'http:';
  return isWeb ? { kind: 'link', href: url, text: `${name} (${host})` } : { kind: 'text', text: url };
}
