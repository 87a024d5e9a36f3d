import fc from 'fast-check';
import { gateway, isRejected, type Verdict } from './gateway';
import { genuineForm } from './requests';
import { describeError, type Row, show, type SuiteOptions, Tally } from './suite';
import { FRONTS, functionUrl, httpApi, type HttpEvent, restApi, signed } from '../support/events';
import { FakeClock } from '../support/fake-store';
import { AUTH_TOKEN, messageForm } from '../support/messages';
import { encodeForm, sign } from '../support/signer';

const URL = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/sms?a=1&b=x'y";
const receivedAt = new FakeClock().now();
const FORM = messageForm();

type Change = (event: HttpEvent) => unknown;
const set = (changes: object): Change => (event) => ({ ...event, ...changes });
const inContext = (changes: object): Change =>
  (event) => ({ ...event, requestContext: { ...event.requestContext, ...changes } });
const without = (...names: string[]): Change =>
  (event) => Object.fromEntries(Object.entries(event).filter(([name]) => !names.includes(name)));
const header = (name: string, value: unknown): Change => (event) => {
  const others = Object.entries(event.headers as object).filter(([key]) => key.toLowerCase() !== name);
  return { ...event, headers: { ...Object.fromEntries(others), [name]: value }, multiValueHeaders: undefined };
};
/** A text body with its right signature. */
const body = (text: string | Buffer, isBase64Encoded = false): Change => (event) => {
  const form = [...new URLSearchParams(`&${text.toString()}`)];
  const withSignature = header('x-twilio-signature', sign(AUTH_TOKEN, URL, form))(event) as HttpEvent;
  return { ...withSignature, body: isBase64Encoded ? Buffer.from(text).toString('base64') : text.toString(), isBase64Encoded };
};
const ENCODED = encodeForm(FORM);
const NO_TEXT = { toString: 1, valueOf: null };
const deep = (depth: number): unknown => (depth === 0 ? {} : { a: [deep(depth - 1)] });
const hugeQuery = Array.from({ length: 2000 }, (_, i) => `p${i}='%27`).join('&');

/** What goes wrong, or is sent to go wrong, and the status for it. */
const HAND_MADE: ReadonlyArray<readonly [what: string, change: Change, status: number]> = [
  ['undefined', () => undefined, 400],
  ['null', () => null, 400],
  ['a number', () => 1, 400],
  ['a text', () => 'POST', 400],
  ['a list', () => [], 400],
  ['an empty object', () => ({}), 400],
  ['a deep object', () => deep(1000), 400],
  ['an event of SQS', () => ({ Records: [{ messageId: '1', body: 'x', eventSource: 'aws:sqs' }] }), 400],
  ['an event of a load balancer', () => ({ httpMethod: 'POST', path: '/sms', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': 'A'.repeat(27) + '=' }, body: '', requestContext: { elb: {} } }), 400],
  ['an event of a WebSocket API', () => ({ requestContext: { routeKey: '$connect', domainName: 'x', connectionId: '1' }, body: '' }), 400],
  ['a scheduled event', () => ({ 'source': 'aws.events', 'detail-type': 'Scheduled Event', 'detail': {} }), 400],
  ['no request context', without('requestContext', 'httpMethod'), 400],
  ['a request context that is null', set({ requestContext: null, httpMethod: undefined }), 400],
  ['a request context that is a text', set({ requestContext: 'x', httpMethod: undefined }), 400],
  ['no method', (event) => ({ ...event, httpMethod: undefined, requestContext: { ...event.requestContext, http: undefined } }), 400],
  ['a method that is a number', (event) => ({ ...event, httpMethod: 5, requestContext: { ...event.requestContext, http: { method: 5 } } }), 400],
  ['GET', (event) => ({ ...event, httpMethod: 'GET', requestContext: { ...event.requestContext, http: { method: 'GET' } } }), 405],
  ['OPTIONS', (event) => ({ ...event, httpMethod: 'OPTIONS' }), 405],
  ['an empty method', (event) => ({ ...event, httpMethod: '' }), 405],
  ['no headers', without('headers', 'multiValueHeaders'), 415],
  ['headers that are null', set({ headers: null, multiValueHeaders: null }), 415],
  ['headers that are a list', set({ headers: ['content-type'], multiValueHeaders: [] }), 415],
  ['headers that are a text', set({ headers: 'content-type: x', multiValueHeaders: 'x' }), 415],
  ['no content type', header('content-type', undefined), 415],
  ['JSON', header('content-type', 'application/json'), 415],
  ['a multipart form', header('content-type', 'multipart/form-data; boundary=x'), 415],
  ['plain text', header('content-type', 'text/plain'), 415],
  ['a content type that only begins right', header('content-type', 'application/x-www-form-urlencodedx'), 415],
  ['a content type that is no text', header('content-type', NO_TEXT), 415],
  ['two content types', set({ multiValueHeaders: { 'content-type': ['application/x-www-form-urlencoded', 'text/plain'] } }), 415],
  ['header values that have no text', set({ headers: { 'Content-Type': NO_TEXT }, multiValueHeaders: { 'Content-Type': [NO_TEXT, [NO_TEXT]] } }), 415],
  ['no signature', header('x-twilio-signature', undefined), 403],
  ['a signature of another request', header('x-twilio-signature', sign(AUTH_TOKEN, URL, messageForm({ Body: 'other' }))), 403],
  ['a signature of a megabyte', header('x-twilio-signature', 'A'.repeat(1_000_000)), 403],
  ['a signature with a line break', header('x-twilio-signature', `${'A'.repeat(27)}=\r\nx: y`), 403],
  ['no body', without('body'), 403],
  ['a body that is null', set({ body: null }), 403],
  ['a body that is a number', set({ body: 5 }), 400],
  ['a body that is an object', set({ body: NO_TEXT }), 400],
  ['a body that is a list', set({ body: ['a=b'] }), 400],
  ['an empty body, signed (for no account)', body(''), 403],
  ['base64 that is none', set({ body: '%%%%', isBase64Encoded: true }), 400],
  ['base64 without its padding', set({ body: 'YQ', isBase64Encoded: true }), 400],
  ['base64 for URLs', set({ body: '__-_', isBase64Encoded: true }), 400],
  ['base64 with line breaks', set({ body: 'YWJj\r\nYWJj', isBase64Encoded: true }), 400],
  ['base64 that is not said to be', set({ body: Buffer.from(ENCODED).toString('base64'), isBase64Encoded: false }), 403],
  ['text that is said to be base64', set({ body: ENCODED, isBase64Encoded: true }), 400],
  ['bytes that are not UTF-8, signed as they are read', body(Buffer.from([0x61, 0x3d, 0xff, 0xfe, 0xc3]), true), 403],
  ['64 KiB and a byte', body('a'.repeat(64 * 1024 + 1)), 413],
  ['64 KiB and a byte in base64', body('a'.repeat(64 * 1024 + 1), true), 413],
  ['6 MB', set({ body: 'x'.repeat(6_000_000), isBase64Encoded: false }), 413],
  ['6 MB that are no base64', set({ body: '!'.repeat(6_000_000), isBase64Encoded: true }), 413],
  ['1,001 parameters', body(Array.from({ length: 1001 }, (_, i) => `a${i}=`).join('&')), 413],
  ['60,000 separators', body('&'.repeat(60_000)), 413],
  ['1,000 parameters, signed (for no account)', body(Array.from({ length: 1000 }, (_, i) => `a${i}=`).join('&')), 403],
  ['the same name 1,000 times, signed (for no account)', body(Array.from({ length: 1000 }, () => '__proto__=1').join('&')), 403],
  ['no domain', inContext({ domainName: undefined }), 400],
  ['a domain that is no text', inContext({ domainName: NO_TEXT }), 400],
  ['no path', (event) => ({ ...event, rawPath: undefined, requestContext: { ...event.requestContext, path: undefined } }), 400],
  ['a path of half a surrogate pair', (event) => ({ ...event, rawPath: '/\uD800', requestContext: { ...event.requestContext, path: '/\uD800' } }), 403],
  ['a path that cannot be decoded', (event) => ({ ...event, rawPath: '/%%%', requestContext: { ...event.requestContext, path: '/%%%' } }), 403],
  ['a query of 2,000 apostrophes', set({ rawQueryString: hugeQuery, multiValueQueryStringParameters: Object.fromEntries([...new URLSearchParams(hugeQuery)].map(([name, value]) => [name, [value]])) }), 403],
  ['a query whose values have no text', set({ rawQueryString: undefined, multiValueQueryStringParameters: { a: [NO_TEXT], b: NO_TEXT, c: [[NO_TEXT]] } }), 403],
  ['a query that is a list', set({ rawQueryString: 7, multiValueQueryStringParameters: [['a', 'b']] }), 403],
];

/**
 * Events that nobody should send: no exception, no 5xx, and what is rejected is rejected with 4xx and nothing else
 * said.
 */
export async function hostileEvents({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  return [await handMade(), await fuzzed({ count, seed })];
}

async function handMade(): Promise<Row> {
  const tally = new Tally();
  for (const [what, change, status] of HAND_MADE) {
    for (const { name, front } of FRONTS) {
      const verdict = await sendTo(change(front(signed({ url: URL, form: FORM, receivedAt }))));
      tally.count(verdict instanceof Error ? 'exception' : String(verdict.status));
      if (verdict instanceof Error || !isRejected(verdict) || (verdict.status !== status && name !== 'a REST API')) {
        tally.fail(() => `${what}, ${name}: ${verdict instanceof Error ? describeError(verdict) : `${verdict.status} instead of ${status} ${show(verdict.entry)}`}`);
      }
    }
  }
  return tally.row(`${HAND_MADE.length} hand-made events, each in the shape of ${FRONTS.length} front ends`);
}

/** Any JSON, and what is hard to turn into text. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, '', 'x', [], {}, NO_TEXT, [NO_TEXT], [[[]]], { 0: 'a', length: 1e9 }, JSON.parse('{"__proto__":{"a":1},"constructor":null}'), '\uD800', '\u0000', '%', 'POST', 'A'.repeat(27) + '='),
  fc.jsonValue({ maxDepth: 3 }), fc.string({ unit: 'binary' }));

/** Where in an event something is changed: the paths that the gateway reads, and others. */
const PATHS = [
  'httpMethod', 'requestContext', 'requestContext.http', 'requestContext.http.method', 'requestContext.domainName', 'requestContext.path', 'requestContext.timeEpoch',
  'requestContext.requestTimeEpoch', 'rawPath', 'rawQueryString', 'multiValueQueryStringParameters', 'multiValueQueryStringParameters.a', 'queryStringParameters', 'headers',
  'headers.content-type', 'headers.Content-Type', 'headers.x-twilio-signature', 'headers.X-Twilio-Signature', 'multiValueHeaders', 'multiValueHeaders.Content-Type',
  'multiValueHeaders.X-Twilio-Signature', 'body', 'isBase64Encoded', 'version', 'routeKey', 'stageVariables', 'pathParameters', '__proto__', 'requestContext.__proto__', 'toString',
];

const change = fc.record({
  path: fc.constantFrom(...PATHS),
  how: fc.constantFrom('replace', 'replace', 'remove', 'cut', 'double', 'insert'),
  value: junk,
  at: fc.nat({ max: 2000 }),
});

const fuzzedEvent: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 1, arbitrary: junk },
  {
    weight: 9,
    arbitrary: fc.record({
      front: fc.constantFrom(httpApi, functionUrl, restApi),
      form: fc.oneof({ weight: 4, arbitrary: fc.constant(FORM) }, genuineForm, fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), { maxLength: 5 })),
      isSigned: fc.boolean(),
      changes: fc.array(change, { maxLength: 4 }),
    }).map(({ front, form, isSigned, changes }) => changes.reduce<unknown>((event, { path, how, value, at }) => changed(event, path.split('.'), (old) => {
      if (how === 'remove') {
        return undefined;
      }
      if (how === 'replace' || typeof old !== 'string') {
        return value;
      }
      const place = at % (old.length + 1);
      return how === 'cut' ? old.slice(0, place) : how === 'double' ? old + old : old.slice(0, place) + String(typeof value === 'string' ? value : '') + old.slice(place);
    }), front((isSigned ? signed : <T>(request: T) => request)({ url: URL, form, receivedAt })))),
  });

async function fuzzed({ count, seed }: SuiteOptions): Promise<Row> {
  const tally = new Tally();
  const { failed, counterexample, errorInstance } = await fc.check(fc.asyncProperty(fuzzedEvent, async (event) => {
    const verdict = await sendTo(event);
    if (verdict instanceof Error) {
      throw verdict;
    }
    const { status, line } = verdict;
    if (!isRejected(verdict) && status !== 200 && status !== 204) {
      throw new Error(`${status} ${line}`);
    }
    if (line.includes(AUTH_TOKEN)) {
      throw new Error(`the log holds the auth token: ${line}`);
    }
    tally.count(String(status));
  }), { numRuns: count, seed });
  if (failed) {
    tally.fail(() => `${describeError(errorInstance)} for ${show(counterexample)}`);
  }
  return tally.row('fuzzed events');
}

async function sendTo(event: unknown): Promise<Verdict | Error> {
  try {
    return await gateway({})(event);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function changed(target: unknown, [name, ...rest]: readonly string[], replace: (old: unknown) => unknown): unknown {
  const record = (typeof target === 'object' && target !== null ? target : {}) as Record<string, unknown>;
  const old = Object.hasOwn(record, name) ? record[name] : undefined;
  const value = rest.length === 0 ? replace(old) : changed(old, rest, replace);
  return Object.fromEntries([...Object.entries(record).filter(([key]) => key !== name), [name, value]]);
}
