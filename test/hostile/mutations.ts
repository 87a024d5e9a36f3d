import fc from 'fast-check';
import { gateway, isAccepted, isRejected, type Send } from './gateway';
import { type GenuineRequest, toFunctionUrl, toHttpApi, toRestApi } from './requests';
import { type Row, show, type SuiteOptions, Tally } from './suite';
import { type Front, functionUrl, type HttpEvent, httpApi, restApi } from '../support/events';
import { FakeClock } from '../support/fake-store';
import { type Form, sign } from '../support/signer';

const FRONTS: ReadonlyArray<readonly [Front, fc.Arbitrary<GenuineRequest>]> = [
  [httpApi, toHttpApi], [functionUrl, toFunctionUrl], [restApi, toRestApi],
];

/** Genuine requests with one thing changed on the way: every bit of the MAC, every byte of the URL and of the body. */
export async function mutations({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  const mac = new Tally();
  const url = new Tally();
  const body = new Tally();
  for (const [index, [front, requests]] of FRONTS.entries()) {
    const share = Math.floor((count + index) / FRONTS.length);
    // A text of a thousand characters shows no more than one of eighty, and makes a thousand requests of it.
    const short = requests.filter((request) => request.webhookUrl === undefined && request.body.length < 900);
    for (const request of share === 0 ? [] : fc.sample(short, { numRuns: share, seed })) {
      const send = gateway({ authToken: request.authToken });
      const signature = sign(request.authToken, request.signedUrl, request.form);
      const event = front({ url: request.url, body: request.body, headers: { 'X-Twilio-Signature': signature }, receivedAt: new FakeClock().now() });
      const unchanged = await send(event);
      if (!isAccepted(unchanged)) {
        mac.fail(() => `rejected before anything was changed: ${unchanged.status} ${show(request)}`);
        continue;
      }
      await flipEachBit(send, event, signature, mac);
      await changeEachByteOfTheUrl(send, event, url);
      await changeEachByteOfTheBody(send, event, request.form, body);
    }
  }
  return [
    mac.row('one bit of the MAC flipped'),
    url.row('one byte of the URL changed (domain, path, query)'),
    body.row('one byte of the body changed, names and values, as it is sent'),
  ];
}

async function flipEachBit(send: Send, event: HttpEvent, signature: string, tally: Tally): Promise<void> {
  for (let bit = 0; bit < 160; bit++) {
    const bytes = Buffer.from(signature, 'base64');
    bytes[bit >> 3] ^= 1 << (bit & 7); // eslint-disable-line no-bitwise
    await expectRejection(send, withHeader(event, bytes.toString('base64')), tally);
  }
}

async function changeEachByteOfTheUrl(send: Send, event: HttpEvent, tally: Tally): Promise<void> {
  const { requestContext: context } = event;
  for (const domainName of changes(String(context.domainName))) {
    await expectRejection(send, { ...event, requestContext: { ...context, domainName } }, tally);
  }
  if (typeof event.rawPath === 'string') {
    for (const rawPath of changes(event.rawPath)) {
      await expectRejection(send, { ...event, rawPath }, tally);
    }
    for (const rawQueryString of changes(String(event.rawQueryString))) {
      await expectRejection(send, { ...event, rawQueryString }, tally);
    }
    return;
  }
  for (const path of changes(String(context.path))) {
    await expectRejection(send, { ...event, requestContext: { ...context, path } }, tally);
  }
  const query = Object.entries((event.multiValueQueryStringParameters ?? {}) as Record<string, string[]>);
  const rejects = (index: number, pair: [string, string[]]) =>
    expectRejection(send, {
      ...event,
      multiValueQueryStringParameters: Object.fromEntries(replaced(query, index, pair)),
    }, tally);
  for (const [index, [name, values]] of query.entries()) {
    for (const changed of changes(name)) {
      await rejects(index, [changed, values]);
    }
    for (const [at, value] of values.entries()) {
      for (const changed of changes(value)) {
        await rejects(index, [name, replaced(values, at, changed)]);
      }
    }
  }
}

/**
 * Every byte as it is sent. What decodes to the same parameters is the same request: `%c3` for `%C3`, `+` for `%20`.
 */
async function changeEachByteOfTheBody(send: Send, event: HttpEvent, form: Form, tally: Tally): Promise<void> {
  const sent = event.isBase64Encoded ? Buffer.from(event.body as string, 'base64').toString() : event.body as string;
  for (const changed of changes(sent, [tally.cases % 2 === 0 ? 1 : 32])) {
    const body = event.isBase64Encoded ? Buffer.from(changed).toString('base64') : changed;
    if (canonical([...new URLSearchParams(`&${changed}`)]) === canonical(form)) {
      const verdict = await send({ ...event, body });
      tally.count(isAccepted(verdict) ? 'accepted: the same parameters in another encoding' : 'the same parameters, rejected');
      if (!isAccepted(verdict)) {
        tally.fail(() => `rejected: ${show({ ...event, body })}`);
      }
    } else {
      await expectRejection(send, { ...event, body }, tally);
    }
  }
}

async function expectRejection(send: Send, event: HttpEvent, tally: Tally): Promise<void> {
  const verdict = await send(event);
  if (isRejected(verdict)) {
    tally.count('rejected');
  } else {
    tally.count('not rejected');
    tally.fail(() => `${verdict.status} ${show(verdict.entry)} for ${show(event)}`);
  }
}

/** Each character in turn with its lowest bit flipped, or with the bit that makes upper case of lower case. */
function* changes(original: string, masks = [1, 32]): Generator<string> {
  for (let i = 0; i < original.length; i++) {
    for (const mask of masks) {
      const changed = String.fromCharCode(original.charCodeAt(i) ^ mask); // eslint-disable-line no-bitwise
      yield original.slice(0, i) + changed + original.slice(i + 1);
    }
  }
}

function replaced<T>(items: readonly T[], index: number, item: T): T[] {
  return items.map((original, i) => (i === index ? item : original));
}

function canonical(form: Form): string {
  return JSON.stringify([...new Set(form.map((pair) => JSON.stringify(pair)))].sort());
}

function withHeader(event: HttpEvent, signature: string): HttpEvent {
  return {
    ...event,
    headers: Object.fromEntries(Object.entries(event.headers as object).map(([name, value]) => [name, /^x-twilio-signature$/i.test(name) ? signature : value])),
    ...(event.multiValueHeaders ? { multiValueHeaders: { ...event.multiValueHeaders, 'X-Twilio-Signature': [signature] } } : {}),
  };
}
