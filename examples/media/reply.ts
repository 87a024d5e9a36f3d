import { createHash } from 'node:crypto';
import type { ReplyFunction } from 'cdk-twilio-sms-gateway/runtime';

const MEGABYTE = 1_000_000;

const reply: ReplyFunction = async ({ media }, context) => {
  if (media.length === 0) {
    return 'Send me a picture.';
  }
  // With the credentials of your account, which never reach this code, and only from Twilio.
  const pictures = await Promise.all(media.map((one) => context.fetchMedia(one, { maxBytes: 5 * MEGABYTE })));
  return pictures.map(({ contentType, bytes }) => {
    const fingerprint = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
    return `${contentType}, ${bytes.length} bytes, fingerprint ${fingerprint}`;
  }).join('\n');
};

export default reply;
