import { execFileSync } from 'node:child_process';
import * as vm from 'node:vm';
import { arrange, curlCommand, testMessage } from '../../../../src/local/page/model/request-copies';
import { ExchangeView, Pair } from '../../../../src/local/page-protocol/page-protocol';
import { inboundMessage } from '../../../../src/testing';
import { exchangeView } from '../../exchange-fixture';

const SID = `SM${'a'.repeat(32)}`;
const BODY = 'it\'s "good" & <ok> \\ $HOME `id` = 100 %\n+ 😀';
const PARAMETERS: readonly Pair[] = [
  ['MessageSid', SID], ['AccountSid', `AC${'b'.repeat(32)}`], ['NumMedia', '0'], ['Body', BODY],
  ['From', 'whatsapp:+12025550123'], ['To', 'whatsapp:+12025550100'], ['ProfileName', 'Ada'], ['FromCity', ''],
  ['ButtonPayload', 'yes'], ['ApiVersion', '2010-04-01'],
];
const exchange: ExchangeView = exchangeView({
  channel: 'whatsapp',
  request: {
    ...exchangeView().request,
    headers: [['host', '127.0.0.1'], ['x-twilio-signature', 'c2lnbg==']],
    parameters: PARAMETERS,
    candidates: [{ url: 'http://127.0.0.1:4680/sms?a=1', isSigned: true }],
  },
});

test('sender, receiver and body come first, and the SIDs are apart', () => {
  const { main, ids } = arrange(PARAMETERS);

  expect(main.slice(0, 3).map(([name]) => name)).toEqual(['From', 'To', 'Body']);
  expect(ids.map(([name]) => name)).toEqual(['MessageSid', 'AccountSid']);
  expect([...main, ...ids].sort()).toEqual([...PARAMETERS].sort());
});

test('a shell reads the copied command as the same request', () => {
  const command = curlCommand(exchange.request, 'unused').replace(/^curl/, 'printf "%s\\0"');
  const args = execFileSync('sh', ['-c', command], { encoding: 'utf8' }).split('\0').slice(0, -1);

  expect(args.slice(0, 5)).toEqual(['-X', 'POST', 'http://127.0.0.1:4680/sms?a=1', '-H', 'x-twilio-signature: c2lnbg==']);
  expect(args.slice(5).filter((arg) => arg !== '--data-urlencode')).toEqual(
    PARAMETERS.map(([name, value]) => `${name}=${value}`),
  );
});

test('the copied test makes the message that the handler got', () => {
  const message = vm.runInNewContext(testMessage(exchange), { inboundMessage }) as ReturnType<typeof inboundMessage>;

  expect(message).toMatchObject({
    body: BODY,
    from: 'whatsapp:+12025550123',
    to: 'whatsapp:+12025550100',
    channel: 'whatsapp',
    profileName: 'Ada',
    parameters: { ButtonPayload: 'yes' },
  });
});
