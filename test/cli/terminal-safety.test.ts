import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { scriptedPrompts, World } from './gateway-support';
import { eventually } from './support';
import { connect } from '../../src/cli/connect/connect';
import { bundledCli, removeFolders, temporaryFolder, writeAssembly } from '../local/support';

// Real processes: nothing that a request, a log line, Twilio or AWS says controls the terminal or forges a line.

const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const EVIL = '\x1b]0;X\x07\x1b[2J\r\x9b31m\u202e\nFAKE line';

let main: string;
let world: World;
const children: ChildProcess[] = [];
beforeAll(async () => {
  world = await World.start();
  main = await bundledCli();
});
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(async () => {
  await world.close();
  removeFolders();
});

function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const options = { cwd: temporaryFolder(), env: { PATH: process.env.PATH, ...env } };
  const child = spawn(process.execPath, [main, ...args], options);
  children.push(child);
  const printed: string[] = [];
  child.stdout.on('data', (chunk) => printed.push(String(chunk)));
  child.stderr.on('data', (chunk) => printed.push(String(chunk)));
  return { out: () => printed.join(''), exit: once(child, 'close') };
}

/** Posts to a path that no client library would send. */
async function post(url: string, rawPath: string, headers = {}): Promise<void> {
  const { hostname, port } = new URL(url);
  const sent = request({ hostname, port, method: 'POST', path: rawPath, headers }).end();
  await once(sent, 'response');
}

function expectHarmless(out: string): void {
  expect(out).not.toMatch(CONTROL);
  expect(out).not.toMatch(/^FAKE/m);
}

const HANDLER = `export const handler = async () => {
  console.log(${JSON.stringify(EVIL)});
  console.error(JSON.stringify({ level: 'ERROR', message: ${JSON.stringify(EVIL)}, detail: 'of a handler' }));
  return { statusCode: 200, body: '' };
};`;

test.each([{ format: 'for people', args: [] }, { format: 'as JSON', args: ['--json'] }])(
  'dev prints requests and log lines harmlessly, $format', async ({ args }) => {
    const assembly = writeAssembly(temporaryFolder(), { code: HANDLER });
    const { out } = run(
      ['dev', assembly, '--port', '0', '--public-url', 'https://tunnel.example.com', '--verbose', ...args],
      { TWILIO_AUTH_TOKEN: 'a'.repeat(32) },
    );
    const [page, tunnel] = await eventually(() => {
      const urls = [...new Set(out().match(/http:\/\/127\.0\.0\.1:\d+/g))];
      return /Press Ctrl-C|"type":"ready"/.test(out()) && urls.length === 2 && urls;
    });
    const path1 = '/%1b]0;X%07%1b[2J%0aFAKE%20one%c2%9b31m';
    await post(page, path1);
    await post(page, '/sms');
    await post(tunnel, path1, { 'x-twilio-signature': 'x' });
    await eventually(() => out().match(/FAKE one/g)?.length === 2 && /of a handler/.test(out()));

    expectHarmless(out());
    expect(out()).toContain('\\u001b]0;X\\u0007\\u001b[2J\\nFAKE one');
  });

test('check prints what handlers, Twilio and AWS say harmlessly', async () => {
  world.reset();
  const number = world.twilio.addNumber('+15005550001');
  world.twilio.addService(`Service ${EVIL}`, { inbound_request_url: world.webhookUrl });
  await connect({ stack: 'Echo', yes: true, number: '+15005550001' }, world.context(), scriptedPrompts());
  number.sms_application_sid = `AP${EVIL}`;
  Object.assign(world.aws.stacks[0], { status: 'UPDATE_FAILED' });
  const entry = { outcome: 'failed', reason: `handler_failed${EVIL}`, error: { message: `Boom ${EVIL}` }, remedy: EVIL };
  world.aws.logLines.push({ logGroup: '/aws/lambda/Gateway', timestamp: Date.now(), message: JSON.stringify(entry) });
  const { out, exit } = run(['check', 'Echo'], { ...world.context().env, NO_COLOR: '1' });
  await exit;

  expect(out()).toMatch(/✗ Log +1 × handler_failed\\u001b/);
  expect(out()).toMatch(/Messaging Service Service \\u001b/);
  expectHarmless(out());
});

test('an error of AWS cannot add a line', async () => {
  world.reset();
  world.aws.failures.set('GetSecretValue', { code: 'InvalidRequestException', message: `no ${EVIL}` });
  const { out, exit } = run(['text', 'hi', '--to', 'Echo'], { ...world.context().env });
  await exit;

  expect(out()).toContain('no \\u001b]0;X');
  expectHarmless(out());
});
