import fc from 'fast-check';
import { gateway, isAccepted, isRejected, type Send } from './gateway';
import { type GenuineRequest, toFunctionUrl, toHttpApi, toRestApi } from './requests';
import { number, type Row, show, type SuiteOptions, Tally } from './suite';
import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import type { SharedKey } from '../../src/runtime/auth-token/parse-shared-key';
import { AUTH_TOKEN_FORMAT, SHARED_KEY_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { type Front, functionUrl, httpApi, restApi } from '../support/events';
import { FakeClock, FakeStore } from '../support/fake-store';
import { ACCOUNT_SID, AUTH_TOKEN, messageForm, SECRET_ARN } from '../support/messages';
import { OTHER_SHARED_KEY, settingsOf, SHARED_KEY, SIGNING_KEY_ARN } from '../support/shared-key';
import { sign } from '../support/signer';

const FRONTS: ReadonlyArray<readonly [Front, fc.Arbitrary<GenuineRequest>]> = [
  [httpApi, toHttpApi], [functionUrl, toFunctionUrl], [restApi, toRestApi],
];

/** Requests signed with SharedKeys, and whatever may be claimed of a signature. */
export async function sharedKeys({ count, seed }: SuiteOptions): Promise<readonly Row[]> {
  return [await genuineWithEachBitFlipped({ count, seed }), await matrix()];
}

/** Random genuine requests, each then with one bit of its MAC changed. */
async function genuineWithEachBitFlipped({ count, seed }: SuiteOptions): Promise<Row> {
  const tally = new Tally();
  for (const [index, [front, requests]] of FRONTS.entries()) {
    for (const request of fc.sample(requests, { numRuns: Math.ceil(count / FRONTS.length), seed: seed + index })) {
      const key = { ...SHARED_KEY, sharedKey: request.authToken };
      const send = gatewayWith({ sharedKey: key, webhookUrl: request.webhookUrl });
      const signature = sign(key.sharedKey, request.signedUrl, request.form, 'sha256');
      const sendWith = async (changed: string) => send(front({
        url: request.url,
        body: request.body,
        headers: { 'X-Twilio-Signature': changed, 'X-Twilio-Webhooks-Signature-Settings': settingsOf(key) },
        receivedAt: new FakeClock().now(),
      }));
      tally.count('genuine accepted');
      if (!isAccepted(await sendWith(signature))) {
        tally.fail(() => `genuine rejected: ${show(request)}`);
      }
      for (let bit = 0; bit < 256; bit++) {
        const bytes = Buffer.from(signature, 'base64');
        bytes[bit >> 3] ^= 1 << (bit & 7); // eslint-disable-line no-bitwise
        tally.count('with a bit flipped rejected');
        if (!isRejected(await sendWith(bytes.toString('base64')))) {
          tally.fail(() => `bit ${bit} flipped, accepted: ${show(request)}`);
        }
      }
    }
  }
  return tally.row('HMAC-SHA256: genuine requests by three front ends, and one bit of the MAC (44 characters) flipped');
}

const SHA1_KEY: SharedKey = { ...OTHER_SHARED_KEY, algorithm: 'HMAC_SHA1' };
const UNKNOWN_ID = SHARED_KEY.sharedKeyId.replace(/.$/, 'z');
const STORED: Readonly<Record<string, { readonly authToken?: string; readonly sharedKey?: SharedKey }>> = {
  'an auth token': { authToken: AUTH_TOKEN },
  'a SharedKey': { sharedKey: SHARED_KEY },
  'a SharedKey for HMAC_SHA1': { sharedKey: SHA1_KEY },
  'an auth token and a SharedKey': { authToken: AUTH_TOKEN, sharedKey: SHARED_KEY },
  'an auth token and a SharedKey for HMAC_SHA1': { authToken: AUTH_TOKEN, sharedKey: SHA1_KEY },
};
const SECRETS = [AUTH_TOKEN, SHARED_KEY.sharedKey, SHA1_KEY.sharedKey, 'somebody else\'s key', '', ' '];
/** As written in the header, and what it means to a reader who goes by the published form. */
const KEY_FIELDS: ReadonlyArray<readonly [text: string | undefined, id?: string]> = [
  [undefined], [`key=${SHARED_KEY.sharedKeyId}`, SHARED_KEY.sharedKeyId], [`key=${SHA1_KEY.sharedKeyId}`, SHA1_KEY.sharedKeyId],
  [` key = ${SHARED_KEY.sharedKeyId}\t`, SHARED_KEY.sharedKeyId], [`key=${UNKNOWN_ID}`, UNKNOWN_ID], ['key='], ['key'],
  [`key=${SHARED_KEY.sharedKeyId.toUpperCase()}`, 'upper case'], [`key=${SHARED_KEY.sharedKeyId},key=${SHA1_KEY.sharedKeyId}`],
  [`key=${SHARED_KEY.sharedKeyId},key=${SHARED_KEY.sharedKeyId}`], [`key=${AUTH_TOKEN}`, AUTH_TOKEN],
];
const ALGORITHM_FIELDS: ReadonlyArray<readonly [text: string | undefined, hash?: 'sha1' | 'sha256']> = [
  [undefined, 'sha1'], ['algorithm=', 'sha1'], ['algorithm=HMAC_SHA1', 'sha1'], ['algorithm=HMAC_SHA256', 'sha256'],
  [' algorithm = hmac_sha256 ', 'sha256'], ['algorithm=none'], ['algorithm=HMAC_SHA512'], ['algorithm=HMAC_SHA256,algorithm=HMAC_SHA1'],
  ['algorithm=HMAC_SHA256,algorithm=HMAC_SHA256'], ['algorithm=__proto__'],
];

/** Every stored key with every signature and every header: accepted is only what the key itself and its id allow. */
async function matrix(): Promise<Row> {
  const tally = new Tally();
  const url = 'https://sms.example.com/sms';
  const form = messageForm();
  let wronglyRejected = 0;
  let wronglyAccepted = 0;
  for (const [what, stored] of Object.entries(STORED)) {
    const send = gatewayWith(stored);
    for (const secret of SECRETS) {
      for (const hash of ['sha1', 'sha256'] as const) {
        for (const [keyField, id] of KEY_FIELDS) {
          for (const [algorithmField, claimed] of ALGORITHM_FIELDS) {
            const settings = [keyField, algorithmField].filter((field) => field !== undefined).join(',');
            const front = FRONTS[tally.cases % FRONTS.length][0];
            const headers = {
              'X-Twilio-Signature': sign(secret, url, form, hash),
              ...(settings === '' ? {} : { 'X-Twilio-Webhooks-Signature-Settings': settings }),
            };
            const expected = isSignedWith(stored, secret, hash, settings === '' ? undefined : { id, claimed });
            const verdict = await send(front({ url, form, headers, receivedAt: new FakeClock().now() }));
            tally.count();
            if (expected ? !isAccepted(verdict) : !isRejected(verdict) || verdict.status !== 403) {
              wronglyRejected += expected ? 1 : 0;
              wronglyAccepted += expected ? 0 : 1;
              tally.fail(() => `stored: ${what}; signed with ${secret} by ${hash}; header ${settings}: ${verdict.status}`);
            }
          }
        }
      }
    }
  }
  return tally.row(
    'stored keys x keys that signed x hashes x ids x algorithms in the header: downgrade, confusion of keys, repeats, blanks, `none`',
    `${number(wronglyRejected)} genuine rejected, ${number(wronglyAccepted)} forged accepted`,
  );
}

/** The rule in other words: without a header the auth token's SHA-1 and SHA-256 keys, else the named key. */
function isSignedWith(
  { authToken, sharedKey }: (typeof STORED)[string],
  secret: string,
  hash: 'sha1' | 'sha256',
  header: { readonly id?: string; readonly claimed?: 'sha1' | 'sha256' } | undefined,
): boolean {
  if (header === undefined && hash === 'sha1') {
    return secret === authToken;
  }
  const ofKey = sharedKey?.algorithm === 'HMAC_SHA1' ? 'sha1' : 'sha256';
  const isNamed = header === undefined || (header.id === sharedKey?.sharedKeyId && header.claimed === hash);
  return sharedKey !== undefined && secret === sharedKey.sharedKey && hash === ofKey && isNamed;
}

function gatewayWith(
  { authToken, sharedKey, webhookUrl }: (typeof STORED)[string] & { readonly webhookUrl?: string },
): Send {
  const clock = new FakeClock();
  const ringOf = (content: object) => {
    const store = new FakeStore(clock);
    store.put('AWSCURRENT', 1, { secretString: JSON.stringify(content), createdAt: 0 });
    return { read: store.read, now: clock.now };
  };
  return gateway({
    webhookUrl,
    now: clock.now,
    keyRing: authToken === undefined ? null
      : new KeyRing({
        ...ringOf({ accountSid: ACCOUNT_SID, authToken }), secretArn: SECRET_ARN, format: AUTH_TOKEN_FORMAT,
      }),
    sharedKeyRing: sharedKey
      && new KeyRing({ ...ringOf(sharedKey), secretArn: SIGNING_KEY_ARN, format: SHARED_KEY_FORMAT }),
  });
}
