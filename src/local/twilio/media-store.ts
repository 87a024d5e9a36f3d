import { randomBytes } from 'node:crypto';
import { HttpApiResponse } from '../http-api/result-to-response';
import { Attachment } from '../page-protocol/page-protocol';

interface Media {
  readonly contentType: string;
  readonly data: Buffer;
}

const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const PATH = /^\/media\/(ME[0-9a-f]{32})$/;
/** Content types that a browser shows without running any of it. */
const SHOWN = /^(image\/(png|jpeg|gif|webp)|audio\/[\w.+-]+|video\/[\w.+-]+)$/;

/**
 * Keeps the attachments from the page in memory, as Twilio keeps media. The reply handler fetches them by an address
 * that nobody can guess, as from Twilio.
 */
export class MediaStore {
  private readonly byId = new Map<string, Media>();
  private total = 0;

  /** Returns the path that serves it. */
  public add(contentType: string, data: Buffer): string {
    const id = `ME${randomBytes(16).toString('hex')}`;
    this.byId.set(id, { contentType, data });
    this.total += data.length;
    for (const [oldest, { data: { length } }] of this.byId) {
      if (this.total <= MAX_TOTAL_BYTES) break;
      this.byId.delete(oldest);
      this.total -= length;
    }
    return `/media/${id}`;
  }

  /** A media URL, with its type if it is served here. */
  public describe(url: string): Attachment {
    const contentType = this.find(URL.canParse(url) ? new URL(url).pathname : '')?.contentType;
    return contentType === undefined ? { url } : { url, contentType };
  }

  /** Serves an attachment in a way that it cannot run as part of the page. */
  public serve(path: string): HttpApiResponse | undefined {
    const media = this.find(path);
    return media && {
      status: 200,
      headers: {
        'content-type': media.contentType,
        'content-disposition': SHOWN.test(media.contentType) ? 'inline' : 'attachment',
        'content-security-policy': "sandbox; default-src 'none'",
        'cross-origin-resource-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'cache-control': 'private, max-age=3600, immutable',
      },
      body: media.data,
    };
  }

  private find(path: string): Media | undefined {
    return this.byId.get(PATH.exec(path)?.[1] ?? '');
  }
}
