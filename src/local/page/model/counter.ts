import { measureSms } from '../../twilio/segments';
import { MAX_BODY_LENGTH, PhoneChannel } from '../../page-protocol/page-protocol';
import { count } from './format';

export interface Counter {
  /** `GSM-7`, `UCS-2`, or nothing where segments do not matter. */
  readonly encoding?: string;
  readonly text: string;
  readonly isTooLong: boolean;
}

/** What the composer says of the text so far. */
export function counterOf(body: string, channel: PhoneChannel): Counter {
  const isTooLong = body.length > MAX_BODY_LENGTH;
  if (isTooLong) return { text: `${body.length - MAX_BODY_LENGTH} too many: Twilio takes ${MAX_BODY_LENGTH}`, isTooLong };
  if (channel !== 'sms') return { text: `${body.length}/${MAX_BODY_LENGTH}`, isTooLong };
  const { encoding, units, segments, left } = measureSms(body);
  return { encoding, text: `${units}/${units + left} · ${count(segments, 'segment')}`, isTooLong };
}
