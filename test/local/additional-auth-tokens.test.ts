import { App, Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TwilioSmsGateway } from '../../src';
import { ServedApp, temporaryFolder } from '../support/served-app';

let app: ServedApp | undefined;
afterEach(async () => app?.close());

test('a gateway with additional auth tokens rejects a forged message with 403, and answers a genuine one', async () => {
  const stack = new Stack(new App({ outdir: temporaryFolder() }), 'Stack');
  const additionalAuthTokenSecrets = [new Secret(stack, 'Ireland'), new Secret(stack, 'Australia')];
  new TwilioSmsGateway(stack, 'Sms', { additionalAuthTokenSecrets });
  app = await ServedApp.start((stack.node.root as App).synth().directory);
  const message = { from: '+12025550123', channel: 'sms', body: 'hi', media: [], isForged: false } as const;

  expect((await app.phone({ ...message, isForged: true })).status).toBe(403);
  expect((await app.phone(message)).status).toBe(200);
}, 60_000);
