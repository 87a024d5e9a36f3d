import { gateway, isAccepted, isRejected } from './gateway';
import { show, type Suite, Tally } from './suite';
import { type Front, functionUrl, httpApi, type HttpEvent, type RequestToSend, restApi, signed } from '../support/events';
import { FakeClock } from '../support/fake-store';
import { AUTH_TOKEN, messageForm } from '../support/messages';
import { encodeForm, sign } from '../support/signer';

const URL = 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod/sms';
const ELSEWHERE = 'https://evil.example/prod/sms';
const FRONTS: ReadonlyArray<readonly [string, Front]> = [['HTTP API', httpApi], ['function URL', functionUrl], ['REST API', restApi]];
const form = messageForm();
const receivedAt = new FakeClock().now();

/** What a caller, or a proxy, may claim about where a request went. */
const CLAIMS: ReadonlyArray<{
  claim: string;
  headers?: Record<string, string | readonly string[]>;
  event?: (event: HttpEvent) => HttpEvent;
  /** The URL that is claimed. */
  claimed: string;
}> = [
  { claim: 'Host', headers: { Host: 'evil.example' }, claimed: ELSEWHERE },
  { claim: 'host in lower case', headers: { Host: 'a.example', host: 'evil.example' }, claimed: ELSEWHERE },
  { claim: 'Host with a port', headers: { Host: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com:8443' }, claimed: URL.replace('.com/', '.com:8443/') },
  { claim: 'Host with user and password', headers: { Host: 'user:pass@evil.example' }, claimed: 'https://user:pass@evil.example/prod/sms' },
  { claim: 'X-Forwarded-Host', headers: { 'X-Forwarded-Host': 'evil.example' }, claimed: ELSEWHERE },
  { claim: 'X-Forwarded-Host, several', headers: { 'X-Forwarded-Host': 'evil.example, a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com' }, claimed: ELSEWHERE },
  { claim: 'X-Forwarded-Host, twice', headers: { 'X-Forwarded-Host': ['evil.example', 'other.example'] }, claimed: ELSEWHERE },
  { claim: 'X-Forwarded-Proto', headers: { 'X-Forwarded-Proto': 'http' }, claimed: URL.replace('https', 'http') },
  { claim: 'X-Forwarded-Protocol and X-Forwarded-Ssl', headers: { 'X-Forwarded-Protocol': 'http', 'X-Forwarded-Ssl': 'off' }, claimed: URL.replace('https', 'http') },
  { claim: 'X-Forwarded-Port', headers: { 'X-Forwarded-Port': '8443' }, claimed: URL.replace('.com/', '.com:8443/') },
  { claim: 'X-Forwarded-Prefix', headers: { 'X-Forwarded-Prefix': '/v2' }, claimed: URL.replace('/prod', '/v2/prod') },
  { claim: 'X-Forwarded-Path', headers: { 'X-Forwarded-Path': '/other' }, claimed: URL.replace('/prod/sms', '/other') },
  { claim: 'X-Forwarded-Uri', headers: { 'X-Forwarded-Uri': '/other' }, claimed: URL.replace('/prod/sms', '/other') },
  { claim: 'X-Forwarded-Server', headers: { 'X-Forwarded-Server': 'evil.example' }, claimed: ELSEWHERE },
  { claim: 'Forwarded', headers: { Forwarded: 'for=1.2.3.4;host=evil.example;proto=https' }, claimed: ELSEWHERE },
  { claim: 'Forwarded with a quoted host', headers: { Forwarded: 'host="evil.example"' }, claimed: ELSEWHERE },
  { claim: 'X-Original-URL', headers: { 'X-Original-URL': '/other' }, claimed: URL.replace('/prod/sms', '/other') },
  { claim: 'X-Rewrite-URL', headers: { 'X-Rewrite-URL': '/other' }, claimed: URL.replace('/prod/sms', '/other') },
  { claim: 'X-Original-Host', headers: { 'X-Original-Host': 'evil.example' }, claimed: ELSEWHERE },
  { claim: 'Via, Origin and Referer', headers: { Via: '1.1 evil.example', Origin: 'https://evil.example', Referer: ELSEWHERE }, claimed: ELSEWHERE },
  { claim: 'CloudFront-Forwarded-Proto', headers: { 'CloudFront-Forwarded-Proto': 'http' }, claimed: URL.replace('https', 'http') },
  { claim: ':authority', headers: { ':authority': 'evil.example' }, claimed: ELSEWHERE },
  { claim: 'another stage in the event', event: (event) => ({ ...event, requestContext: { ...event.requestContext, stage: 'dev' } }), claimed: URL.replace('/prod', '/dev') },
  { claim: 'another stage in the stage variables', event: (event) => ({ ...event, stageVariables: { stage: 'dev', domainName: 'evil.example' } }), claimed: URL.replace('/prod', '/dev') },
  { claim: 'another domain in domainPrefix and apiId', event: (event) => ({ ...event, requestContext: { ...event.requestContext, domainPrefix: 'evil', apiId: 'evil' } }), claimed: URL.replace('a1b2c3d4e5', 'evil') },
];

/** The URL that was called, the one that was signed, and where that is known to be the same. */
const NEAR_MISSES: ReadonlyArray<{ what: string; called: string; signedUrl: string; accepted?: readonly string[] }> = [
  { what: 'slash at the end', called: URL, signedUrl: `${URL}/` },
  { what: 'no slash at the end', called: `${URL}/`, signedUrl: URL },
  { what: 'double slash', called: URL, signedUrl: URL.replace('/sms', '//sms') },
  { what: 'upper case in the path', called: URL, signedUrl: URL.replace('/sms', '/SMS') },
  { what: 'upper case in the host', called: URL, signedUrl: URL.replace('a1b2', 'A1B2') },
  { what: 'dot at the end of the host', called: URL, signedUrl: URL.replace('.com/', '.com./') },
  { what: 'another stage', called: URL, signedUrl: URL.replace('/prod/', '/dev/') },
  { what: 'no stage', called: URL, signedUrl: URL.replace('/prod/', '/') },
  { what: 'another API', called: URL, signedUrl: URL.replace('a1b2c3d4e5', 'a1b2c3d4e6') },
  { what: 'http', called: URL, signedUrl: URL.replace('https', 'http') },
  { what: 'another port', called: URL, signedUrl: URL.replace('.com/', '.com:8443/') },
  { what: 'the port of http', called: URL, signedUrl: URL.replace('.com/', '.com:80/') },
  { what: 'the default port (a known inconsistency)', called: URL, signedUrl: URL.replace('.com/', '.com:443/'), accepted: ['HTTP API', 'function URL', 'REST API'] },
  { what: 'user and password', called: URL, signedUrl: URL.replace('//', '//user:pass@') },
  { what: 'a query that was added', called: `${URL}?a=1`, signedUrl: URL },
  { what: 'a query that was taken away', called: URL, signedUrl: `${URL}?a=1` },
  { what: 'query in another order (a REST API does not keep it)', called: `${URL}?a=1&b=2`, signedUrl: `${URL}?b=2&a=1` },
  { what: 'blank as %20 for + (a REST API decodes it)', called: `${URL}?a=x+y`, signedUrl: `${URL}?a=x%20y`, accepted: ['REST API'] },
  { what: 'apostrophe as %27 (a known inconsistency)', called: `${URL}?a=o'neil`, signedUrl: `${URL}?a=o%27neil`, accepted: ['HTTP API', 'function URL', 'REST API'] },
  { what: 'escape in lower case', called: `${URL}?a=caf%C3%A9`, signedUrl: `${URL}?a=caf%c3%a9` },
];

/** No claim changes a verdict: what is genuine stays so, and what was signed for the claimed URL is rejected. */
export const spoofing: Suite = async () => {
  const claims = new Tally();
  const nearMisses = new Tally();
  for (const [name, front] of FRONTS) {
    for (const { claim, headers, event = (original: HttpEvent) => original, claimed } of CLAIMS) {
      claims.count();
      const genuine = await gateway({})(event(front(signed({ url: URL, form, headers, receivedAt }))));
      if (!isAccepted(genuine)) {
        claims.fail(() => `${claim}, ${name}: genuine, ${genuine.status} ${show(genuine.entry)}`);
      }
      const signature = sign(AUTH_TOKEN, claimed, form);
      const relayed = await gateway({})(event(front({ url: URL, form, headers: { ...headers, 'X-Twilio-Signature': signature }, receivedAt })));
      if (!isRejected(relayed)) {
        claims.fail(() => `${claim}, ${name}: signed for ${claimed}, ${relayed.status}`);
      }
    }
    for (const { what, called, signedUrl, accepted = [] } of NEAR_MISSES) {
      nearMisses.count(accepted.includes(name) ? 'accepted by a rule' : 'rejected');
      const verdict = await gateway({})(front({ url: called, form, headers: { 'X-Twilio-Signature': sign(AUTH_TOKEN, signedUrl, form) }, receivedAt }));
      if (accepted.includes(name) ? !isAccepted(verdict) : !isRejected(verdict)) {
        nearMisses.fail(() => `${what}, ${name}: ${verdict.status}`);
      }
    }
  }
  return [
    claims.row(`${CLAIMS.length} ways to claim another URL, by three front ends`, 'genuine accepted all the same; signed for the claimed URL rejected'),
    nearMisses.row(`${NEAR_MISSES.length} near-miss URLs, by three front ends`),
  ];
};

/** How the header may come: its name in any case, white space around it; several are no signature. */
export const headerSpellings: Suite = async () => {
  const tally = new Tally();
  const right = sign(AUTH_TOKEN, URL, form);
  const spellings: ReadonlyArray<readonly [what: string, headers: Record<string, unknown>, accepted: boolean]> = [
    ['X-Twilio-Signature', { 'X-Twilio-Signature': right }, true],
    ['x-twilio-signature', { 'x-twilio-signature': right }, true],
    ['X-TWILIO-SIGNATURE', { 'X-TWILIO-SIGNATURE': right }, true],
    ['x-Twilio-sIGNATURE', { 'x-Twilio-sIGNATURE': right }, true],
    ['white space around the value', { 'X-Twilio-Signature': ` \t${right} ` }, true],
    ['underscores', { X_Twilio_Signature: right }, false],
    ['twice', { 'X-Twilio-Signature': `${right},${right}` }, false],
    ['empty', { 'X-Twilio-Signature': '' }, false],
    ['missing', {}, false],
    ['null', { 'X-Twilio-Signature': null }, false],
    ['an object', { 'X-Twilio-Signature': { toString: 1, valueOf: 1 } }, false],
    ['a list in a list', { 'X-Twilio-Signature': [[right], { toString: null }] }, false],
  ];
  for (const [what, headers, accepted] of spellings) {
    for (const [name, front] of FRONTS) {
      const event = front({ url: URL, form, receivedAt });
      const single = { ...event, headers: { ...(event.headers as object), ...headers } };
      const lists = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, [value]]));
      const multiple = { ...event, multiValueHeaders: { ...(event.multiValueHeaders as object), ...lists } };
      for (const sent of [single, multiple, { ...multiple, headers: single.headers }]) {
        const verdict = await gateway({})(sent);
        tally.count(isAccepted(verdict) ? 'accepted' : String(verdict.status));
        if (accepted ? !isAccepted(verdict) : !isRejected(verdict) || verdict.status !== 403) {
          tally.fail(() => `${what}, ${name}: ${verdict.status} ${show(verdict.entry)}`);
        }
      }
    }
  }
  return [tally.row(`${spellings.length} spellings of the signature header, by three front ends, single and multiple`)];
};

/** The failure that receivers are known for: an apostrophe, a comma, an escape and a plus in the query. */
export const campaign: Suite = async () => {
  const tally = new Tally();
  const query = "?campaign=o'neil,caf%C3%A9+x";
  const publicUrl = `https://sms.example.com/in${query}`;
  const cases: ReadonlyArray<{ what: string; front: Front; request: RequestToSend; webhookUrl?: string }> = [
    ...FRONTS.map(([what, front]) => ({ what, front, request: { url: URL + query } })),
    ...FRONTS.map(([what, front]) => ({ what: `${what}, webhookUrl`, front, request: { url: URL + query }, webhookUrl: publicUrl })),
    ...FRONTS.map(([what, front]) => ({ what: `${what}, webhookUrl without a query`, front, request: { url: URL + query }, webhookUrl: 'https://sms.example.com/in' })),
  ];
  for (const { what, front, request, webhookUrl } of cases) {
    const called = webhookUrl === undefined ? request.url : publicUrl;
    for (const signedUrl of [called, called.replace("'", '%27')]) {
      const headers = { 'X-Twilio-Signature': sign(AUTH_TOKEN, signedUrl, form) };
      const verdict = await gateway({ webhookUrl })(front({ ...request, body: encodeForm(form), headers, receivedAt }));
      tally.count(isAccepted(verdict) ? 'accepted' : 'rejected');
      if (!isAccepted(verdict)) {
        tally.fail(() => `${what}, signed for ${signedUrl}: ${verdict.status} ${show(verdict.entry.urls)}`);
      }
    }
  }
  return [tally.row(`\`${query}\` by three front ends, with and without \`webhookUrl\`, signed with ' and with %27`)];
};
