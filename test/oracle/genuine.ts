import fc from 'fast-check';
import { signWithPythonSdk, type Unsigned } from './python-sdk';
import { KeyRing } from '../../src/runtime/auth-token/key-ring';
import { SHARED_KEY_FORMAT } from '../../src/runtime/auth-token/secret-format';
import { gateway, isAccepted } from '../hostile/gateway';
import { toFunctionUrl, toHttpApi, toRestApi } from '../hostile/requests';
import { number, type Row, show, type SuiteOptions, Tally } from '../hostile/suite';
import { functionUrl, httpApi, restApi } from '../support/events';
import { FakeClock, FakeStore } from '../support/fake-store';
import { settingsOf, SHARED_KEY, SIGNING_KEY_ARN } from '../support/shared-key';

/** Random genuine requests, signed by Twilio's helper library for Python, through the whole gateway. */
export async function genuineByPythonSdk({ count, seed }: SuiteOptions): Promise<Row> {
  const fronts = [[httpApi, toHttpApi], [functionUrl, toFunctionUrl], [restApi, toRestApi]] as const;
  const requests = fronts.flatMap(([front, arbitrary], index) =>
    fc.sample(arbitrary, { numRuns: Math.floor((count + index) / fronts.length), seed: seed + index })
      .map((request) => ({ front, request })));
  const unsigned = requests.map(({ request }, i): Unsigned => ({
    secret: request.authToken,
    algorithm: i % 2 === 0 ? 'HMAC_SHA256' : 'HMAC_SHA1',
    url: request.signedUrl,
    form: request.form,
  }));
  const signatures = signWithPythonSdk(unsigned);
  const tally = new Tally();
  for (const [i, { front, request }] of requests.entries()) {
    const { algorithm } = unsigned[i];
    const isShared = algorithm === 'HMAC_SHA256';
    const key = { ...SHARED_KEY, sharedKey: request.authToken };
    const settings = isShared ? { 'X-Twilio-Webhooks-Signature-Settings': settingsOf(key) } : {};
    const { webhookUrl, url, body, authToken } = request;
    const send = gateway({ webhookUrl, authToken, sharedKeyRing: isShared ? ringOf(key) : undefined });
    const headers = { ...settings, 'X-Twilio-Signature': signatures[i] };
    const verdict = await send(front({ url, body, headers, receivedAt: new FakeClock().now() }));
    tally.count(`${algorithm} ${isAccepted(verdict) ? 'accepted' : 'rejected'}`);
    if (!isAccepted(verdict)) {
      tally.fail(() => `${verdict.status} ${verdict.entry.reason} ${verdict.entry.detail}: ${show(request)}`);
    }
  }
  const rejected = tally.of('HMAC_SHA1 rejected') + tally.of('HMAC_SHA256 rejected');
  return tally.row('random requests by three front ends, signed by `RequestValidator`', `${number(rejected)} rejected (${tally.summary})`);
}

function ringOf(key: object) {
  const clock = new FakeClock();
  const store = new FakeStore(clock);
  store.put('AWSCURRENT', 1, { secretString: JSON.stringify(key), createdAt: 0 });
  return new KeyRing({ read: store.read, secretArn: SIGNING_KEY_ARN, format: SHARED_KEY_FORMAT, now: clock.now });
}
