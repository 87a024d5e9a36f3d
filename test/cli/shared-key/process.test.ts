import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bundledCli, removeFolders, temporaryFolder } from '../../local/support';
import { ACCOUNT_SID, API_KEY_SECRET, API_KEY_SID, AUTH_TOKEN, SIGNING_KEY_SECRET_ARN } from '../../support/messages';
import { World } from '../gateway-support';

// The real command line tool in a process of its own, without an auth token. Each output is searched for secrets.
jest.setTimeout(60_000);

let main: string;
let world: World;
beforeAll(async () => {
  main = await bundledCli();
  world = await World.start();
});
afterAll(async () => {
  await world.close();
  removeFolders();
});

async function run(...args: string[]): Promise<{ readonly code: number; readonly out: string }> {
  const child = spawn(main, args, {
    cwd: temporaryFolder(),
    env: {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: world.aws.url,
      TWILIO_GATEWAY_API_URL: world.twilio.url,
      TWILIO_ACCOUNT_SID: ACCOUNT_SID,
      TWILIO_API_KEY: API_KEY_SID,
      TWILIO_API_SECRET: API_KEY_SECRET,
    },
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => chunks.push(String(chunk)));
  const [code] = await once(child, 'close');
  const out = chunks.join('');
  for (const secret of [AUTH_TOKEN, API_KEY_SECRET, storedKey()]) expect(out).not.toContain(secret);
  return { code, out };
}

const storedKey = () =>
  JSON.parse(world.aws.secretAt('AWSCURRENT', SIGNING_KEY_SECRET_ARN) || '{}').sharedKey ?? AUTH_TOKEN;

test('connect --shared-key, check and disconnect work without an auth token', async () => {
  world.resetWithoutToken();
  world.aws.otherSecrets.set(SIGNING_KEY_SECRET_ARN, []);
  world.twilio.addNumber('+15005550001');
  const { webhooks } = world.twilio;

  expect(await run('connect', 'Echo', '--shared-key')).toEqual({ code: 2, out: expect.stringContaining('Add --yes') });
  expect(webhooks.sharedKeys).toEqual([]);

  const connected = await run('connect', 'Echo', '--shared-key', '--yes');
  expect(connected).toEqual({ code: 0, out: expect.stringMatching(/✓ SharedKey [^]*✓ Setting [^]*✓ Rule [^]*✓ \+15005550001/) });
  expect(await run('check', 'Echo')).toEqual({ code: 0, out: expect.stringMatching(/✓ Signing secret [^]*✓ Signed message/) });
  expect([webhooks.sharedKeys, webhooks.settings, webhooks.rules].map(({ length }) => length)).toEqual([1, 1, 1]);

  expect(await run('disconnect', 'Echo', '--yes')).toEqual({ code: 0, out: expect.stringMatching(/✓ Rule [^]*✓ Setting [^]*✓ SharedKey/) });
  expect([webhooks.sharedKeys, webhooks.settings, webhooks.rules].map(({ length }) => length)).toEqual([0, 0, 0]);
  expect(world.twilio.violations).toEqual([]);
});

test('--shared-key goes with no single step', async () => {
  expect(await run('connect', 'Echo', '--shared-key', '--only', 'secret'))
    .toEqual({ code: 2, out: expect.stringMatching(/--shared-key.*cannot be used with.*--only/) });
});

test('the help says that it is a beta of Twilio', async () => {
  expect((await run('connect', '--help')).out).toMatch(/--shared-key +let Twilio sign[^]*public beta[^]*HIPAA or PCI/);
});
