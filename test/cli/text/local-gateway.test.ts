import * as fs from 'node:fs';
import { dev } from '../../../src/cli/dev/dev';
import { guardOutputs } from '../../../src/cli/terminal/guarded-context';
import { text, TextOptions } from '../../../src/cli/text/text';
import { removeFolders, temporaryFolder } from '../../local/support';
import { fromRoot } from '../../support/paths';
import { synthesize } from '../../support/served-app';
import { eventually, testContext, TestContext } from '../support';

// `text` without --to, beside `dev` with the echo gateway.

const MESSAGE: TextOptions = { body: 'hello', from: '+12025550123', media: [], channel: 'sms' };
const TOKEN = '0123456789abcdef0123456789abcdef';

let env: Record<string, string>;
let running: { readonly context: TestContext; readonly done: Promise<void> }[];
beforeEach(() => {
  env = { XDG_CACHE_HOME: temporaryFolder() };
  running = [];
});
afterEach(async () => {
  running.forEach(({ context }) => context.interrupt());
  await Promise.all(running.map(async ({ done }) => done));
});
afterAll(removeFolders);

/** Starts `dev`, and returns its webhook URL. */
async function start(extra: Record<string, string> = {}): Promise<string> {
  const context = testContext({ toolsDirectory: fromRoot('assets/cli'), env: { ...env, ...extra } });
  running.push({ context, done: dev({ assembly: synthesize({}), port: 0 }, context) });
  return eventually(() => /POST (http:\S+)/.exec(context.out())?.[1]);
}

async function send(extra: Record<string, string> = {}, options: Partial<TextOptions> = {}): Promise<string> {
  const context = guardOutputs(testContext({ env: { ...env, ...extra } }));
  const written: string[] = [];
  const stdout = { write: (line: string) => written.push(line) };
  await text({ ...MESSAGE, ...options }, { ...context, stdout });
  return written.join('');
}

test('text without --to sends to the gateway that dev runs, signed with its random token', async () => {
  const url = await start();

  expect(await send()).toMatch(new RegExp(`gateway {2}hello\n${url}`));
  expect(await send({}, { to: url })).toContain('gateway  hello');
}, 60_000);

test("the developer's own token is written nowhere, and text takes it from the environment", async () => {
  await start({ TWILIO_AUTH_TOKEN: TOKEN });
  const files = fs.readdirSync(env.XDG_CACHE_HOME, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile());

  expect(files).toHaveLength(1);
  expect(fs.readFileSync(`${files[0].parentPath}/${files[0].name}`, 'utf8')).not.toContain(TOKEN);
  expect(await send({ TWILIO_AUTH_TOKEN: TOKEN })).toContain('gateway  hello');
}, 60_000);

test('text without --to says what to do if no local gateway runs, after dev has ended, too', async () => {
  await expect(send()).rejects.toThrow(/^No local gateway runs\. Start one with "dev", or name .* with --to\.$/);
  await start();
  const [{ context, done }] = running;
  context.interrupt();
  await done;

  await expect(send()).rejects.toThrow(/^No local gateway runs\./);
}, 60_000);

test('text without --to names the gateways if several run, and signs for one of them by its URL', async () => {
  const url = await start();
  const folder = `${env.XDG_CACHE_HOME}/cdk-twilio-sms-gateway/running`;
  fs.writeFileSync(`${folder}/${process.ppid}.json`, '{"webhookUrl":"http://127.0.0.1:1/sms"}', { mode: 0o600 });

  await expect(send()).rejects.toThrow(/^Several local gateways run\. Name one with --to: http.*, http.*\.$/);
  expect(await send({}, { to: url })).toContain('gateway  hello');
}, 60_000);
