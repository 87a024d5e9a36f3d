import { eventually, testContext, TestContext } from './support';
import { dev } from '../../src/cli/dev';
import { bundledTools, removeFolders, temporaryFolder, writeAssembly } from '../local/support';

const TWIML = "export const handler = async () => ({ statusCode: 200, headers: { 'content-type': 'text/xml' }, body: '<Response><Message>hi</Message></Response>' });";

let toolsDirectory: string;
let assembly: string;

beforeAll(async () => {
  toolsDirectory = await bundledTools();
  assembly = writeAssembly(temporaryFolder(), { code: TWIML, logicalId: 'One' }, { code: TWIML, logicalId: 'Two', webhookPath: '/two' });
});

afterAll(removeFolders);

async function webhookUrl(context: TestContext): Promise<string> {
  return eventually(() => /POST (http:\S+)/.exec(context.out())?.[1]);
}

test('serves the gateway until it is stopped, with a line for each message', async () => {
  const context = testContext({ toolsDirectory, env: {} });
  const done = dev({ assembly, port: 0 }, context);
  await fetch(await webhookUrl(context), { method: 'POST', body: new URLSearchParams({ From: '+12025550123' }) });
  context.interrupt();
  await done;

  expect(context.out()).toMatch(/Stack\/OneConstruct of stack Stack runs at http:\/\/127.0.0.1:\d+/);
  expect(context.out()).toMatch(/Auth token +[0-9a-f]{32} /);
  expect(context.out()).toMatch(/…23 {2}200 replied {2}\d+ ms\n/);
  await expect(fetch(await webhookUrl(context))).rejects.toThrow();
});

test('serves the gateway that is chosen, with the token that is given', async () => {
  const token = '0123456789abcdef0123456789abcdef';
  const context = testContext({ toolsDirectory, env: { TWILIO_AUTH_TOKEN: token } });
  const done = dev({ assembly, port: 0, gateway: 'Two' }, context);
  const url = await webhookUrl(context);
  context.interrupt();
  await done;

  expect(url).toMatch(/\/two$/);
  expect(context.out()).not.toContain(token);
});

test('refuses a token that is none before it does anything', async () => {
  await expect(dev({ assembly: '/nowhere', port: 0 }, testContext({ env: { TWILIO_AUTH_TOKEN: 'x' } }))).rejects.toThrow(/TWILIO_AUTH_TOKEN/);
});
