import { banner } from '../../../../src/cli/dev/output/banner';
import { styleFor } from '../../../../src/cli/terminal/style';
import { GatewayDefinition } from '../../../../src/local/assembly/gateway-definition';

const definition = { stackName: 'Echo', constructPath: 'Echo/Sms' } as GatewayDefinition;
const gateway = {
  url: 'http://127.0.0.1:4680',
  pageUrl: 'http://127.0.0.1:4680/#key=k',
  webhookUrl: 'http://127.0.0.1:4680/sms',
  definition,
  all: [definition],
};
const TOKEN = '0123456789abcdef0123456789abcdef';
const plain = styleFor({ write: () => undefined }, {});

test('the banner shows the addresses of the gateway and the random token', () => {
  const text = banner(gateway, { value: TOKEN, isMadeUp: true }, plain);

  for (const part of ['Echo/Sms of stack Echo', gateway.url, gateway.pageUrl, `POST ${gateway.webhookUrl}`, TOKEN]) {expect(text).toContain(part);}
  expect(text).not.toContain('--gateway');
});

test('the banner never shows a given token', () => {
  expect(banner(gateway, { value: TOKEN, isMadeUp: false }, plain)).not.toContain(TOKEN);
});

test('the banner shows the port for the tunnel and the URL for Twilio', () => {
  const tunnel = { url: 'http://127.0.0.1:4681', webhookUrl: 'https://abc.example.com/sms' };
  const text = banner({ ...gateway, tunnel }, { value: TOKEN, isMadeUp: false }, plain);

  expect(text).toMatch(/Tunnel +point your tunnel at http:\/\/127\.0\.0\.1:4681 /);
  expect(text).toMatch(/At Twilio +POST https:\/\/abc\.example\.com\/sms /);
  expect(banner(gateway, { value: TOKEN, isMadeUp: false }, plain)).not.toMatch(/Tunnel|Twilio {3}/);
});

test('the banner lists the other gateways of the app', () => {
  const other = { ...definition, constructPath: 'Echo/Other' };

  expect(banner({ ...gateway, all: [definition, other] }, { value: TOKEN, isMadeUp: true }, plain)).toMatch(
    /Others +Echo\/Other \(choose one on the page, or with --gateway\)/,
  );
  // With --use-aws one of them is served.
  expect(
    banner(
      { ...gateway, all: [definition, other] },
      { value: TOKEN, isMadeUp: false, source: "the gateway's secret" },
      plain,
    ),
  ).toMatch(/Others +Echo\/Other \(choose one with --gateway\)/);
});
