import { createHmac } from 'node:crypto';
import { parse, stringify } from 'node:querystring';
import fc from 'fast-check';
import { validateRequest } from 'twilio/lib/webhooks/webhooks';
import { authToken, text } from './requests';
import { number, type Row, show, type SuiteOptions, Tally } from './suite';
import type { SignatureAlgorithm } from '../../src/runtime/auth-token/key';
import { canonicalParameters, isValidSignature } from '../../src/runtime/webhook/signature';
import { type Form, sign } from '../support/signer';

interface Case {
  readonly algorithm: SignatureAlgorithm;
  readonly authToken: string;
  readonly url: string;
  readonly form: Form;
  readonly signature: string | undefined;
}

const HASHES = { HMAC_SHA1: 'sha1', HMAC_SHA256: 'sha256' } as const;

type Decision = 'accepts' | 'rejects' | 'throws';

/**
 * Where the gateway's check and Twilio's SDK are known to differ, and why. Each is told from the case alone, not from
 * the decisions.
 */
const RULES: ReadonlyArray<{
  name: string;
  ours: Decision;
  sdk: readonly Decision[];
  applies: (example: Case) => boolean;
}> = [
  {
    name: 'blank auth token: anybody can make an HMAC with it',
    ours: 'rejects',
    sdk: ['accepts'],
    applies: (example) => example.authToken.trim() === '',
  },
  {
    name: 'URL escaped anew by the SDK (decision 0003)',
    ours: 'rejects',
    sdk: ['accepts'],
    applies: ({ algorithm, authToken: token, url, form, signature }) =>
      escapedForms(url).some((escaped) => signAsSdk(token, escaped, form, algorithm) === signature),
  },
  {
    name: 'names or values beyond U+D7FF: bytes, not UTF-16 units (the published rule)',
    ours: 'accepts',
    sdk: ['rejects', 'throws'],
    applies: ({ algorithm, authToken: token, url, form, signature }) => [url, ...portForms(url)].some((ported) =>
      sign(token, ported, form, HASHES[algorithm]) === signature
      && signAsSdk(token, ported, form, algorithm) !== signature),
  },
  {
    name: 'the same, signed in the order of UTF-16 units',
    ours: 'rejects',
    sdk: ['accepts'],
    applies: ({ algorithm, authToken: token, url, form, signature }) => [url, ...portForms(url)].some((ported) =>
      signAsSdk(token, ported, form, algorithm) === signature
      && sign(token, ported, form, HASHES[algorithm]) !== signature),
  },
  {
    name: 'no absolute URL: the SDK throws',
    ours: 'rejects',
    sdk: ['throws'],
    applies: ({ url }) => !isAbsolute(url),
  },
  {
    name: 'authority that is not host and port of http(s): only the SDK takes off what stands for a port',
    ours: 'rejects',
    sdk: ['accepts'],
    applies: ({ url }) => !/^https?:\/\/(?:[^/?#@]*@)?(?:\[[^\]/?#]*\]|[^:/?#@[\]]*)(?::\d*)?(?:[/?#]|$)/i.test(url),
  },
];

/**
 * The gateway's decision about a signature against that of `validateRequest` of twilio 6.3: each difference has a name.
 */
export async function differential({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  const tally = new Tally();
  const algorithms = new Map<string, number>();
  let genuineRejected = 0;
  for (const example of fc.sample(cases, { numRuns: count, seed })) {
    const { authToken: secret, signature, url, form, algorithm } = example;
    const signedParameters = canonicalParameters(form);
    const ours = decide(() => isValidSignature({ ...example, secret, signedParameters }));
    const sdk = decide(() => validateRequest(secret, signature as string, url, sdkParameters(form), algorithm));
    algorithms.set(example.algorithm, (algorithms.get(example.algorithm) ?? 0) + 1);
    if (isGenuine(example) && ours !== 'accepts') {
      genuineRejected++;
    }
    if (ours === sdk) {
      tally.count(`the same (both ${ours === 'accepts' ? 'accept' : 'reject'})`);
      continue;
    }
    const rule = RULES.find((known) => known.ours === ours && known.sdk.includes(sdk) && known.applies(example));
    tally.count(rule ? `differ: ${rule.name}` : 'unexplained');
    if (!rule) {
      tally.fail(() => `ours ${ours}, SDK ${sdk}: ${show(example)}`);
    }
  }
  if (genuineRejected > 0) {
    tally.fail(() => `${genuineRejected} genuine requests rejected`);
  }
  const mixed = [...algorithms].sort().map(([name, cases]) => `${number(cases)} ${name}`).join(', ');
  return [tally.row("decisions against twilio's `validateRequest` with the algorithm", `${genuineRejected} genuine rejected, ${tally.of('unexplained')} unexplained (${mixed}); ${tally.summary}`)];
}

/** Signed by the published rule for the URL as received, which has no fragment, with a key that is not blank. */
function isGenuine({ algorithm, authToken: secret, url: received, form: sent, signature }: Case): boolean {
  return secret.trim() !== '' && !received.includes('#') && sign(secret, received, sent, HASHES[algorithm]) === signature;
}

const difficult = fc.constantFrom('\uFF5E', '\u{1F600}', '\uD7FF', '\uE000', '\u{10FFFF}', "'", '__proto__', 'constructor', '1', '10', '2', '', ' ', 'a', 'A', 'é');
const name = fc.oneof(difficult, text(5), fc.constantFrom('Body', 'From', 'AccountSid'));
const form: fc.Arbitrary<Form> = fc.array(fc.tuple(name, fc.oneof(difficult, text(8))), { maxLength: 8 });

const path = fc.string({ unit: fc.constantFrom(...'abAB01-._~/:@!$&()*+,;=', "'", ' ', '"', '<', '{', '|', '\\', '^', 'é', '😀', '%20', '%C3%A9', '%c3%a9', '%2F', '%', '..', '.'), maxLength: 8 });
const query = fc.string({ unit: fc.constantFrom(...'ab=&=&+?/:@', "'", '"', ' ', 'é', '%27', '%20', '%C3%A9', '%c3%a9', '%26', '%', '[', ']'), maxLength: 12 });
const url = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      scheme: fc.constantFrom('https', 'https', 'https', 'http', 'HTTPS'),
      user: fc.constantFrom('', '', '', '', 'user@', 'user:pass@'),
      host: fc.constantFrom('example.com', 'example.com', 'EXAMPLE.com', '127.0.0.1', '[::1]', 'caf\u00E9.example', ''),
      port: fc.constantFrom('', '', '', ':443', ':80', ':8443', ':'),
      path: fc.option(path, { nil: undefined }),
      query: fc.option(query, { nil: undefined }),
    }).map((parts) => `${parts.scheme}://${parts.user}${parts.host}${parts.port}${parts.path === undefined ? '' : `/${parts.path}`}${parts.query === undefined ? '' : `?${parts.query}`}`),
  },
  fc.constantFrom('', 'example.com/sms', '/sms', 'https:/example.com', 'ftp://example.com:21/sms', 'https://example.com:x/sms', 'https://a@b@example.com/sms', 'https://example.com:443:443/'),
  text(12));

const MALFORMED = ['', ' ', 'x', '='.repeat(28), '='.repeat(44), 'A'.repeat(43) + '=', 'A'.repeat(44), '-'.repeat(43) + '=', 'A'.repeat(27) + '=', 'A'.repeat(28), '-'.repeat(27) + '=', '😀'.repeat(7), 'null', '[object Object]'];

const cases: fc.Arbitrary<Case> = fc.record({
  algorithm: fc.constantFrom('HMAC_SHA1' as const, 'HMAC_SHA256' as const),
  token: fc.oneof({ weight: 9, arbitrary: authToken }, { weight: 3, arbitrary: text(40) }, fc.constantFrom('', ' ', '\t')),
  url,
  form,
  signed: fc.constantFrom('as received', 'as received', 'as received', 'port', 'port', 'escaped', 'escaped', 'UTF-16', 'other form', 'other URL', 'other token', 'other algorithm', 'changed', 'malformed', 'none'),
  pick: fc.nat({ max: 99 }),
}).map(({ algorithm, token, url: received, form: sent, signed, pick }): Case => {
  const hash = HASHES[algorithm];
  const of = <T>(choices: readonly T[]): T => choices[pick % choices.length];
  const right = sign(token, received, sent, hash);
  const signatures: Record<typeof signed, () => string | undefined> = {
    'as received': () => right,
    'port': () => sign(token, of(portForms(received)), sent, hash),
    'escaped': () => signAsSdk(token, of(escapedForms(received)), sent, algorithm),
    'UTF-16': () => signAsSdk(token, received, sent, algorithm),
    'other form': () => sign(token, received, of([[...sent, ['a', '']], sent.slice(1), [...sent].reverse(), [...sent, ...sent]]), hash),
    'other URL': () => sign(token, of([`${received}/`, `${received}?`, received.slice(0, -1), received.replace('https', 'http'), received.replaceAll("'", '%27'), received.toLowerCase()]), sent, hash),
    'other token': () => sign(of([`${token}0`, '', token.toUpperCase()]), received, sent, hash),
    'other algorithm': () => sign(token, received, sent, hash === 'sha1' ? 'sha256' : 'sha1'),
    'changed': () => right.slice(0, pick % right.length) + of(['A', 'b', '=', '+', '/']) + right.slice(pick % right.length + 1),
    'malformed': () => of([...MALFORMED, `${right}\n`, ` ${right}`, `${right},${right}`, right.slice(1), Buffer.from(right, 'base64').toString('hex')]),
    'none': () => undefined,
  };
  return { algorithm, authToken: token, url: received, form: sent, signature: signatures[signed]() };
});

/** Without a port, and with the two default ones. */
function portForms(received: string): readonly string[] {
  const match = /^(https?:\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^:/?#]*))(?::\d*)?(.*)$/is.exec(received);
  return match ? ['', ':443', ':80', ':8443'].map((port) => match[1] + port + match[2]) : [received];
}

/** Not `URL.canParse`, which on Node.js 20 begins to reject `https://caf\u00E9.example` once V8 has optimized it. */
function isAbsolute(received: string): boolean {
  try {
    return Boolean(new URL(received));
  } catch {
    return false;
  }
}

/** What the SDK tries after the URL as received: `new URL()`, and the query as Node's legacy module writes it. */
function escapedForms(received: string): readonly string[] {
  if (!isAbsolute(received)) {
    return [received];
  }
  const normalized = new URL(received).toString();
  return portForms(normalized).flatMap((ported) => {
    const [, base, search] = /^([^?]*)(?:\?(.*))?$/s.exec(ported)!;
    return !search ? [ported] : [ported, `${base}?${stringify(parse(search))}`];
  });
}

/** The SDK's text: the published rule, but sorted by UTF-16 units. */
function signAsSdk(token: string, signedUrl: string, sent: Form, algorithm: SignatureAlgorithm): string {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of sent) {
    values.set(key, (values.get(key) ?? new Set()).add(value));
  }
  const signed = [...values.keys()].sort().map((key) => [...values.get(key)!].sort().map((value) => key + value).join('')).join('');
  return createHmac(HASHES[algorithm], token).update(signedUrl + signed, 'utf8').digest('base64');
}

/**
 * What a web framework makes of a form: an array where a name repeats. `fromEntries` keeps a `__proto__`, assignment
 * would not.
 */
function sdkParameters(sent: Form): Record<string, unknown> {
  return Object.fromEntries(sent.map(([key]) => {
    const all = sent.filter((pair) => pair[0] === key).map(([, value]) => value);
    return [key, all.length === 1 ? all[0] : all];
  }));
}

function decide(validate: () => boolean): Decision {
  try {
    return validate() ? 'accepts' : 'rejects';
  } catch {
    return 'throws';
  }
}
