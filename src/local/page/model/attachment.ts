import type { Attachment } from '../../page-protocol/page-protocol';

/** How an attachment is shown. */
export type AttachmentShown =
  /** Ours: the page may load it. */
  | { readonly kind: 'image'; readonly src: string }
  /** Somewhere else: the page loads nothing from there, whoever looks at it may follow it. */
  | { readonly kind: 'link'; readonly href: string; readonly text: string }
  | { readonly kind: 'text'; readonly text: string };

const LOCAL_MEDIA = /^\/media\/ME[0-9a-f]{32}$/;

/** @param origin of the webhook, from which attachments are served */
export function shown({ url, contentType }: Attachment, origin: string): AttachmentShown {
  if (!URL.canParse(url)) return { kind: 'text', text: url };
  const { protocol, host, pathname, origin: own } = new URL(url);
  if (own === origin && LOCAL_MEDIA.test(pathname)) {
    return contentType?.startsWith('image/') ? { kind: 'image', src: pathname } : { kind: 'link', href: pathname, text: contentType ?? 'Attachment' };
  }
  const name = pathname.split('/').at(-1) || host;
  return protocol === 'https:' || protocol === 'http:' ? { kind: 'link', href: url, text: `${name} (${host})` } : { kind: 'text', text: url };
}
