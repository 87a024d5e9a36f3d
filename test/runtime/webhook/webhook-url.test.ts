import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parseForm } from '../../../src/runtime/webhook/form';
import { canonicalParameters, isValidSignature } from '../../../src/runtime/webhook/signature';
import { readRequest } from '../../../src/runtime/webhook/webhook-request';
import { candidateUrls, MAX_REBUILT_PARAMETERS } from '../../../src/runtime/webhook/webhook-url';
import { FRONTS, functionUrl, httpApi, restApi } from '../../support/events';
import { AUTH_TOKEN } from '../../support/messages';
import { fromRoot } from '../../support/paths';

const HTTPS = { scheme: 'https' } as const;
const HOST = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com';

describe('recorded events', () => {
  const folder = fromRoot('test/events');
  const events = readdirSync(folder).filter((name) => name.endsWith('.json'));

  test.each(events.map((name) => ({ name })))('$name: the URL that was signed is among the candidates', ({ name }) => {
    const { signedUrl, webhookUrl, event } = JSON.parse(readFileSync(
      join(folder, name),
      'utf8',
    )) as { signedUrl: string; webhookUrl?: string; event: unknown };
    const { body, signature } = readRequest(event);

    const urls = candidateUrls(event, { ...HTTPS, webhookUrl });

    expect(urls).toContain(signedUrl);
    const signedParameters = canonicalParameters(parseForm(body));
    expect(urls.some((url) => isValidSignature({
      secret: AUTH_TOKEN,
      signature,
      url,
      signedParameters,
    }))).toBe(true);
  });
});

describe('the signed URL is among the candidates', () => {
  const everywhere = [
    `${HOST}/sms`, `${HOST}/prod/sms`, `${HOST}/prod/sms/`, `${HOST}/prod/sms?a=1&b=2`, `${HOST}/prod/sms?a=`,
    `${HOST}/prod/sms?text=a%20b`, `${HOST}/prod/sms?text=a+b`, `${HOST}/prod/sms?campaign=o'neil`,
    `${HOST}/prod/sms?campaign=o'neil,caf%C3%A9+x`, `${HOST}/prod/sms?campaign=o'neil,caf%C3%A9%20x`,
    `${HOST}/prod/sms?to=https%3A%2F%2Fexample.com%2Fa%3Fb`, `${HOST}/prod/sms?to=https://example.com/a?b`,
    `${HOST}/prod/sms?plus=a%2Bb`, `${HOST}/prod/sms?repeat=one&repeat=two`, `${HOST}/prod/sms?amp=a%26b%3Dc`,
    `${HOST}/prod/sms?hash=%23`, `${HOST}/prod/sms?percent=100%25`, `${HOST}/prod/sms?emoji=%F0%9F%98%80`,
    `${HOST}/prod/sms?__proto__=x&constructor=y`, `${HOST}/prod/sms?b=1&a=2`, `${HOST}/prod/a%20path/sms`,
    `${HOST}/prod/sms?name=o%27neil`, `${HOST}/prod/sms?text=%28hi%21%29%2A`, `${HOST}/prod/sms?text=(hi!)*`,
  ];
  test.each(FRONTS.flatMap(({ name, front }) => everywhere.map((url) => ({ name, front, url }))))(
    'behind $name for $url', ({ url, front }) => {
      expect(candidateUrls(front({ url }), HTTPS)).toContain(url);
    });

  const onlyVerbatim = [
    `${HOST}/sms?a`, `${HOST}/sms?a=1&`, `${HOST}/sms?x=%c3%a9`, `${HOST}/sms?b=1&a=2&b=3`, `${HOST}/sms?mixed=a+b%20c`,
  ];
  const keepsQuery = FRONTS.filter(({ front }) => front === httpApi || front === functionUrl);
  test.each(onlyVerbatim.flatMap((url) => keepsQuery.map(({ name, front }) => ({ name, front, url }))))(
    'behind $name, which keeps the query, for $url', ({ url, front }) => {
      expect(candidateUrls(front({ url }), HTTPS)).toContain(url);
    });

  test.each([
    `${HOST}/sms%2Fx`, `${HOST}/pa2%Fth/1`, `${HOST}/a%20b`,
  ].map((url) => ({ url })))('behind a function URL or a REST API, which keep the path, for $url', ({ url }) => {
    expect(candidateUrls(functionUrl({ url }), HTTPS)[0]).toBe(url);
    expect(candidateUrls(restApi({ url }), HTTPS)[0]).toBe(url);
  });

  test.each([
    `${HOST}/a%20b/caf%C3%A9`, `${HOST}/100%25`, `${HOST}/a%23b`,
  ].map((url) => ({ url })))('behind an HTTP API, which decodes the path, for $url', ({ url }) => {
    expect(candidateUrls(httpApi({ url }), HTTPS)).toContain(url);
  });

  test.each([
    { received: "c=o'neil", signedQuery: 'c=o%27neil' },
    { received: 'c=o%27neil', signedQuery: "c=o'neil" },
  ])('for a query $received that was signed as $signedQuery', ({ received, signedQuery }) => {
    for (const front of [httpApi, functionUrl, restApi]) {
      expect(candidateUrls(
        front({ url: `${HOST}/prod/sms?${received}` }),
        HTTPS,
      )).toContain(`${HOST}/prod/sms?${signedQuery}`);
    }
  });

  test('first if it is certain', () => {
    for (const { front } of FRONTS) {
      expect(candidateUrls(front({ url: `${HOST}/prod/sms?a=1` }), HTTPS)).toEqual([`${HOST}/prod/sms?a=1`]);
    }
  });

  test('with the scheme of the local gateway', () => {
    expect(candidateUrls(
      httpApi({ url: 'http://127.0.0.1:4680/sms' }),
      { scheme: 'http' },
    )).toEqual(['http://127.0.0.1:4680/sms']);
  });
});

describe('with `webhookUrl`', () => {
  const at = (webhookUrl: string, query = '') => candidateUrls(
    httpApi({ url: `${HOST}/prod/sms${query}` }),
    { ...HTTPS, webhookUrl },
  );

  test.each([
    { webhookUrl: 'https://sms.example.com/in', query: '', expected: ['https://sms.example.com/in'] },
    { webhookUrl: 'https://sms.example.com/in', query: '?a=1', expected: ['https://sms.example.com/in?a=1'] },
    { webhookUrl: 'https://sms.example.com/in?own=1', query: '?a=1', expected: ['https://sms.example.com/in?own=1'] },
    {
      webhookUrl: 'https://sms.example.com/in#rc=3&rp=all',
      query: '?a=1',
      expected: ['https://sms.example.com/in?a=1'],
    },
    { webhookUrl: 'https://sms.example.com/in?own=1#rc=3', query: '', expected: ['https://sms.example.com/in?own=1'] },
    { webhookUrl: 'https://sms.example.com/in#a?b', query: '', expected: ['https://sms.example.com/in'] },
    { webhookUrl: 'https://sms.example.com/', query: '', expected: ['https://sms.example.com/'] },
    {
      webhookUrl: 'https://sms.example.com/in',
      query: "?a='",
      expected: ["https://sms.example.com/in?a='", 'https://sms.example.com/in?a=%27'],
    },
  ])('$webhookUrl and the query "$query", the candidates are $expected', ({ webhookUrl, query, expected }) => {
    expect(at(webhookUrl, query)).toEqual(expected);
  });

  test.each([
    {
      name: 'an upper-case host',
      webhookUrl: 'https://SMS.Example.com/In',
      expected: ['https://SMS.Example.com/In', 'https://sms.example.com/In'],
    },
    {
      name: 'an upper-case host with a port',
      webhookUrl: 'https://SMS.Example.com:8443/in',
      expected: ['https://SMS.Example.com:8443/in', 'https://sms.example.com:8443/in'],
    },
    {
      name: 'no path',
      webhookUrl: 'https://sms.example.com',
      expected: ['https://sms.example.com', 'https://sms.example.com/'],
    },
    {
      name: 'no path but a query string',
      webhookUrl: 'https://sms.example.com?A=1#rc=2',
      expected: ['https://sms.example.com?A=1', 'https://sms.example.com/?A=1'],
    },
    {
      name: 'an international host',
      webhookUrl: 'https://m\u00FCller.example/in',
      expected: ['https://m\u00FCller.example/in', 'https://xn--mller-kva.example/in'],
    },
    { name: 'dots in the path', webhookUrl: 'https://x.example/a/../b', expected: ['https://x.example/a/../b'] },
    { name: 'a user', webhookUrl: 'https://user@x.example/in', expected: ['https://user@x.example/in'] },
    { name: 'a backslash', webhookUrl: 'https://x.example\\in', expected: ['https://x.example\\in'] },
    { name: 'an impossible host', webhookUrl: 'https://[x/in', expected: ['https://[x/in'] },
    { name: 'no scheme', webhookUrl: 'X.example/in', expected: ['X.example/in'] },
  ])('with $name, its normal form is tried after it: $expected', ({ webhookUrl, expected }) => {
    expect(at(webhookUrl)).toEqual(expected);
  });

  test('the normal form is tried with each query string, so there are at most 6 candidates', () => {
    expect(at('https://X.example', "?c=o'n%27")).toEqual([
      "https://X.example?c=o'n%27", 'https://X.example?c=o%27n%27', "https://X.example?c=o'n'",
      "https://x.example/?c=o'n%27", 'https://x.example/?c=o%27n%27', "https://x.example/?c=o'n'",
    ]);
  });

  test.each([
    "c=o'neil", 'c=o%27neil',
  ].map((query) => ({ query })))('with the query $query, both spellings of the apostrophe are tried', ({ query }) => {
    const urls = at(`https://sms.example.com/in?${query}`);

    expect([...urls].sort()).toEqual(['https://sms.example.com/in?c=o%27neil', "https://sms.example.com/in?c=o'neil"]);
  });

  test('the event needs no domain or path', () => {
    expect(candidateUrls({ rawQueryString: '' }, {
      ...HTTPS,
      webhookUrl: 'https://sms.example.com/in',
    })).toEqual(['https://sms.example.com/in']);
    expect(candidateUrls(null, {
      ...HTTPS,
      webhookUrl: 'https://sms.example.com/in',
    })).toEqual(['https://sms.example.com/in']);
  });
});

test('headers that the caller chooses are never part of a URL', () => {
  const headers = {
    'Host': 'evil.example',
    'Forwarded': 'host=evil.example;proto=http',
    'X-Forwarded-Host': 'evil.example',
    'X-Forwarded-Proto': 'evil',
    'X-Forwarded-Port': '6666',
    'X-Original-URL': '/evil',
    'X-Forwarded-Prefix': '/evil',
  };
  for (const { front } of FRONTS) {
    expect(candidateUrls(front({ url: `${HOST}/prod/sms`, headers }), HTTPS)).toEqual([`${HOST}/prod/sms`]);
  }
});

describe('the number of candidates', () => {
  test('is at most 8, whatever the query is', () => {
    const query = fc.dictionary(fc.string({ unit: 'binary' }), fc.array(fc.string({ unit: 'binary' }), {
      minLength: 1,
      maxLength: 3,
    }), { maxKeys: 10 });
    fc.assert(fc.property(query, fc.string({ unit: 'binary' }), fc.option(
      fc.webUrl(),
      { nil: undefined },
    ), (map, path, webhookUrl) => {
      const rest = { multiValueQueryStringParameters: map, requestContext: { domainName: 'example.com', path } };
      const payload2 = {
        rawPath: path,
        rawQueryString: Object.keys(map).join("'%27"),
        requestContext: { domainName: 'example.com' },
      };
      for (const event of [rest, payload2]) {
        const urls = candidateUrls(event, { ...HTTPS, webhookUrl });
        expect(urls.length).toBeGreaterThan(0);
        expect(urls.length).toBeLessThanOrEqual(8);
        expect(new Set(urls).size).toBe(urls.length);
      }
    }));
  });

  test('is one for a REST API with more than 8 query parameters, whose query is not rebuilt', () => {
    const query = (count: number) => Array.from({ length: count }, (_, i) => `a=${i}`).join('&');

    expect(candidateUrls(
      restApi({ url: `${HOST}/prod/sms?${query(MAX_REBUILT_PARAMETERS)}` }),
      HTTPS,
    )).toEqual([`${HOST}/prod/sms?${query(8)}`]);
    expect(candidateUrls(
      restApi({ url: `${HOST}/prod/sms?${query(MAX_REBUILT_PARAMETERS + 1)}` }),
      HTTPS,
    )).toEqual([`${HOST}/prod/sms`]);
  });
});

test("a REST API's event with only single query values is read", () => {
  const { multiValueQueryStringParameters: _, ...event } = restApi({ url: `${HOST}/prod/sms?a=1` });

  expect(candidateUrls(event, HTTPS)).toEqual([`${HOST}/prod/sms?a=1`]);
});

test.each([
  undefined, null, 1, 'x', [], {}, { requestContext: null }, { rawPath: '/sms' },
  { requestContext: { domainName: 'example.com' } }, { rawPath: 5, requestContext: { domainName: 'example.com' } },
  { rawPath: '/sms', requestContext: { domainName: {} } },
].map((event) => ({ event })))('the event $event, which has no URL, is rejected with 400', ({ event }) => {
  expect(() => candidateUrls(event, HTTPS)).toThrow(expect.objectContaining({
    name: 'Rejection',
    status: 400,
    reason: 'not_a_webhook',
  }));
});

test.each([
  '/\uD800', '/%', '/%%%', '/\u0000',
].map((rawPath) => ({ rawPath })))('the path "$rawPath" causes no exception', ({ rawPath }) => {
  expect(candidateUrls({
    rawPath,
    rawQueryString: '',
    requestContext: { domainName: 'example.com' },
  }, HTTPS)).toContain(`https://example.com${rawPath}`);
});

test.each([
  { toString: 1 }, null, 5, ['x'],
].map((value) => ({ value })))('a query value $value that is not a string causes no exception', ({ value }) => {
  const event = {
    requestContext: { domainName: 'example.com', path: '/sms' },
    multiValueQueryStringParameters: { a: [value] },
  };

  expect(() => candidateUrls(event, HTTPS)).not.toThrow(TypeError);
});

describe('the query of a REST API is rebuilt', () => {
  const rebuilt = (multiValueQueryStringParameters: unknown) =>
    candidateUrls({
      requestContext: { domainName: 'example.com', path: '/sms' },
      multiValueQueryStringParameters,
    }, HTTPS);

  test('in every known spelling, the likeliest first', () => {
    expect(rebuilt({ a: ["o'neil, (x)"] })).toEqual([
      "https://example.com/sms?a=o'neil,%20(x)",
      "https://example.com/sms?a=o'neil,+(x)",
      'https://example.com/sms?a=o%27neil,%20(x)',
      'https://example.com/sms?a=o%27neil,+(x)',
      "https://example.com/sms?a=o'neil%2C%20(x)",
      "https://example.com/sms?a=o'neil%2C+(x)",
      'https://example.com/sms?a=o%27neil%2C%20%28x%29',
      'https://example.com/sms?a=o%27neil%2C+%28x%29',
    ]);
  });

  test('in the order of the event and sorted by name, each spelling in both before the next, 8 in all', () => {
    expect(rebuilt({ 'b c': ["'"], 'a': ['(', '!'] })).toEqual([
      "https://example.com/sms?b%20c='&a=(&a=!",
      "https://example.com/sms?a=(&a=!&b%20c='",
      "https://example.com/sms?b+c='&a=(&a=!",
      "https://example.com/sms?a=(&a=!&b+c='",
      'https://example.com/sms?b%20c=%27&a=(&a=!',
      'https://example.com/sms?a=(&a=!&b%20c=%27',
      'https://example.com/sms?b+c=%27&a=(&a=!',
      'https://example.com/sms?a=(&a=!&b+c=%27',
    ]);
  });

  test('with the characters that a query may hold unescaped, and all others escaped', () => {
    expect(rebuilt({ a: ['-._~!$()*,;:@/?'] })[0]).toBe('https://example.com/sms?a=-._~!$()*,;:@/?');
    expect(rebuilt({ a: ['"#%&+<=>[\\]^`{|}\u00E9\uD800'] })).toEqual([
      'https://example.com/sms?a=%22%23%25%26%2B%3C%3D%3E%5B%5C%5D%5E%60%7B%7C%7D%C3%A9%EF%BF%BD',
    ]);
  });

  test('without values that are not strings', () => {
    expect(rebuilt({ a: [{}, 'x', 5, ['y'], null], b: 'z' })).toEqual(['https://example.com/sms?a=x&b=z']);
  });

  test.each([
    'abc', 5, true, null, undefined, {}, [],
  ].map((map) => ({ map })))('from $map as from no query', ({ map }) => {
    expect(rebuilt(map)).toEqual(['https://example.com/sms']);
  });
});

test('a question mark of a decoded path is escaped', () => {
  const event = { rawPath: '/a?b?c#d#e', rawQueryString: '', requestContext: { domainName: 'example.com' } };

  expect(candidateUrls(event, HTTPS)).toContain('https://example.com/a%3Fb%3Fc%23d%23e');
});

test('the log says what is missing', () => {
  expect(() => candidateUrls({}, HTTPS)).toThrow('the event has no domain or path');
});
