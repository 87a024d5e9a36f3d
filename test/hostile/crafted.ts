import { randomUUID } from 'node:crypto';
import { gateway, isAccepted, isRejected } from './gateway';
import { countCopy, type Setting, sorted, textOf } from './signed-text';
import { type Row, show, Tally } from './suite';
import { deduplicateDeliveries } from '../../src/runtime/deduplication/deliveries';
import { dynamoDbTable } from '../../src/runtime/deduplication/dynamodb-table';
import { httpApi } from '../support/events';
import { FakeClock } from '../support/fake-store';
import { AUTH_TOKEN, messageForm, SENDER } from '../support/messages';
import { type Form, sign } from '../support/signer';
import { TABLE, TableServer } from '../support/table-server';

/**
 * What somebody texts who knows the schema, to cut another sender out of it: needs the signature, which they do not
 * see.
 */
interface Attack {
  readonly what: string;
  /** What comes before and after the forged sender in the text. */
  readonly body: string;
  /** The true sender's address. */
  readonly from?: string;
  readonly names: readonly string[];
  /** What SECURITY.md says to pass, even with `SuspiciousMessages.REJECT`. By default more of them pass. */
  readonly accepted?: 'always' | 'by default';
}

const VICTIM = '+15005550009';
const FORGED_SID = `SM${'f'.repeat(32)}`;
const HEAD = ['AccountSid', 'ApiVersion', 'Body', 'From'];
const TAIL = ['MessageSid', 'NumMedia', 'NumSegments', 'SmsMessageSid', 'SmsSid', 'SmsStatus', 'To'];
const FORGED_TAIL = `MessageSid${FORGED_SID}NumMedia0NumSegments1SmsMessageSid${FORGED_SID}SmsSid${FORGED_SID}SmsStatusreceivedTo+15005550001`;
const WEBHOOK_URL = 'https://sms.example.com/sms';
const ATTACKS: readonly Attack[] = [
  { what: 'From moved, the true one in an unknown parameter', body: `Pay From${VICTIM}FromA`, names: [...HEAD, 'FromA', ...TAIL], accepted: 'by default' },
  { what: 'the same, the unknown name ends in From', body: `Pay From${VICTIM}FromA`, names: [...HEAD, 'FromAFrom', ...TAIL], accepted: 'by default' },
  { what: 'the same, in a name cut short', body: `Pay From${VICTIM}FromA`, names: [...HEAD, 'FromAF', ...TAIL], accepted: 'by default' },
  { what: 'the same, as a name', body: `Pay From${VICTIM}`, names: [...HEAD, 'From+', ...TAIL] },
  { what: 'the true From in a label', body: `Pay From${VICTIM}Label`, names: [...HEAD, 'Label', ...TAIL], accepted: 'by default' },
  { what: 'the true From in a place', body: `Pay From${VICTIM}FromCity`, names: [...HEAD, 'FromCity', ...TAIL] },
  { what: 'on WhatsApp', body: 'Pay Fromwhatsapp:+15005550009Label', from: 'whatsapp:+15005550006', names: [...HEAD, 'Label', ...TAIL], accepted: 'by default' },
  { what: 'from a short code', body: `Pay From${VICTIM}Label`, from: '478808', names: [...HEAD, 'Label', ...TAIL], accepted: 'always' },
  { what: 'from a short code, in a place', body: `Pay From${VICTIM}FromCity`, from: '478808', names: [...HEAD, 'FromCity', ...TAIL] },
  { what: 'From and MessageSid moved, all of the true ones in an unknown parameter', body: `Pay From${VICTIM}${FORGED_TAIL}Tz`, names: [...HEAD, ...TAIL, 'Tz'], accepted: 'by default' },
  { what: 'the same, in the place of the number', body: `Pay From${VICTIM}${FORGED_TAIL}ToCity`, names: [...HEAD, ...TAIL, 'ToCity'] },
  { what: 'the same, from a sender who has a name', body: `Pay From${VICTIM}${FORGED_TAIL}Tz`, from: 'ACME', names: [...HEAD, ...TAIL, 'Tz'], accepted: 'by default' },
  { what: 'From moved, from a sender who has a name', body: `Pay From${VICTIM}Label`, from: 'ACME', names: [...HEAD, 'Label', ...TAIL], accepted: 'always' },
];

/** Each attack by itself: what the schema lets through. */
export async function crafted({ name, rejectSuspicious }: Setting, copies: Tally): Promise<Row> {
  const tally = new Tally();
  for (const { what, body, from = SENDER, names, accepted } of ATTACKS) {
    const passes = accepted === 'always' || (accepted === 'by default' && !rejectSuspicious);
    const original = withoutPlaces(body, from);
    const signature = sign(AUTH_TOKEN, WEBHOOK_URL, original);
    const form = cutAt(textOf(original), names);
    if (sign(AUTH_TOKEN, WEBHOOK_URL, form) !== signature) {
      tally.fail(() => `${what}: not the same text: ${show(form)}`);
      continue;
    }
    const verdict = await gateway({ rejectSuspicious })(httpApi({ url: WEBHOOK_URL, form, headers: { 'X-Twilio-Signature': signature }, receivedAt: new FakeClock().now() }));
    tally.count(isRejected(verdict) ? 'rejected' : `accepted: ${what}`);
    if (isAccepted(verdict)) {
      countCopy({ url: WEBHOOK_URL, form: original }, { url: WEBHOOK_URL, form }, signature, copies);
    }
    // What is known to pass is in SECURITY.md. If it no longer does, that is news, too.
    if (passes ? !isAccepted(verdict) : !isRejected(verdict)) {
      tally.fail(() => `${what}: ${verdict.status} ${show(form)}`);
    }
  }
  return tally.row(`re-partitioned, ${name}: crafted by hand`);
}

/** The same after the text itself, with deduplication: what the schema lets through is no second message either. */
export async function craftedAgain({ name, rejectSuspicious }: Setting): Promise<Row> {
  const tally = new Tally();
  const server = await TableServer.start();
  const clock = new FakeClock();
  const patient = { connection: 20_000, request: 20_000, call: 25_000 };
  const table = dynamoDbTable(TABLE, patient);
  const deduplicate = deduplicateDeliveries({
    table,
    isRequired: true,
    newOwner: randomUUID,
    now: clock.now,
    sleep: async () => undefined,
  });
  const send = gateway({ deduplicate, rejectSuspicious, now: clock.now });
  for (const [index, { what, body, from = SENDER, names }] of ATTACKS.entries()) {
    const original = withoutPlaces(`${index} ${body}`, from);
    const headers = { 'X-Twilio-Signature': sign(AUTH_TOKEN, WEBHOOK_URL, original) };
    const first = await send(httpApi({ url: WEBHOOK_URL, form: original, headers, receivedAt: clock.now() }));
    const second = await send(httpApi({
      url: WEBHOOK_URL,
      form: cutAt(textOf(original), names),
      headers,
      receivedAt: clock.now(),
    }));
    tally.count(isRejected(second) ? 'rejected' : 'accepted');
    if (!isAccepted(first) || !isRejected(second)) {
      tally.fail(() => `${what}: ${first.status}, then ${second.status}`);
    }
  }
  await server.close();
  return tally.row(`re-partitioned, ${name}, with \`deduplication\`: crafted by hand, after the text itself`);
}

/** A text as it is signed, from where Twilio knows no places. */
function withoutPlaces(body: string, from: string): Form {
  const places = Object.fromEntries(['From', 'To'].flatMap((side) => ['City', 'State', 'Zip', 'Country'].map((part) => [side + part, undefined])));
  return sorted(messageForm({ Body: body, From: from, ...places }));
}

/** Cuts a text at the first place of each name after the last one. */
function cutAt(text: string, names: readonly string[]): Form {
  let at = 0;
  const places = names.map((name) => {
    const place = text.indexOf(name, at);
    at = place + name.length;
    return place;
  });
  return names.map((name, i) => [name, text.slice(places[i] + name.length, places[i + 1])] as const);
}
