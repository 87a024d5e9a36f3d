import { execFile } from 'child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { ROOT } from './support/paths';

// Imports the packed files as authors of reply handlers do, with every module resolution of TypeScript.

const TSC = require.resolve('typescript/bin/tsc');
const run = promisify(execFile);

const REPLY = `
  import type { Channel, FetchedMedia, InboundMedia, InboundMessage, Reply, ReplyContext, ReplyFunction, ReplyMessage } from 'cdk-twilio-sms-gateway/runtime';
  import { fetchMedia } from 'cdk-twilio-sms-gateway/runtime';
  import { inboundMessage, invoke, signedRequest } from 'cdk-twilio-sms-gateway/testing';

  export const whole: ReplyFunction = async (message: InboundMessage, context: ReplyContext): Promise<Reply> => {
    const channel: Channel = message.channel;
    const [first]: readonly InboundMedia[] = message.media;
    const media: FetchedMedia = await context.fetchMedia(first, { maxBytes: 1000 });
    const own = await fetchMedia(first, { accountSid: message.accountSid, apiKeySid: 'SK', apiKeySecret: '', signal: context.signal });
    const answer: ReplyMessage = { body: channel + media.bytes.length + own.contentType + context.remainingTimeInMillis(), media: ['https://example.com'] };
    return message.optOutType === 'STOP' ? undefined : [answer];
  };
  export const short: ReplyFunction = ({ body, fromCity = 'nowhere' }) => body + fromCity.length + ' ';
  export const silent: ReplyFunction = () => {};

  // @ts-expect-error a number is no reply
  export const wrong: ReplyFunction = () => 42;
  // @ts-expect-error there is no such parameter
  export const typo: ReplyFunction = ({ bodyText }) => bodyText;
  // @ts-expect-error what Twilio sent is not to be changed
  export const change: ReplyFunction = (message) => { message.body = ''; };

  export async function test(): Promise<string> {
    const { status, messages, twiml, log } = await invoke(short, inboundMessage({ body: 'Hello' }), { errorReply: 'Sorry', timeoutMillis: 1000 });
    const { url, method, headers, body } = signedRequest('Hello', { url: 'https://example.com' });
    const name: string | undefined = log.error?.name;
    return [status + 1, messages[0].body, twiml, name, url, method === 'POST', headers['x-twilio-signature'], body].join();
  }
`;

/** jsii projects use the first of these three. */
const CONSUMERS: Array<{ moduleResolution: string; module: string; file: string }> = [
  { moduleResolution: 'node16', module: 'node16', file: 'reply.ts' },
  { moduleResolution: 'node16', module: 'node16', file: 'reply.mts' },
  { moduleResolution: 'nodenext', module: 'nodenext', file: 'reply.ts' },
  { moduleResolution: 'nodenext', module: 'nodenext', file: 'reply.mts' },
  { moduleResolution: 'bundler', module: 'esnext', file: 'reply.ts' },
  { moduleResolution: 'node10', module: 'commonjs', file: 'reply.ts' },
];

describe('types of ./runtime and ./testing', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'package-types-'));

  beforeAll(async () => {
    const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, maxBuffer: 16_000_000 });
    const installed = path.join(folder, 'node_modules', 'cdk-twilio-sms-gateway');
    mkdirSync(installed, { recursive: true });
    await run('tar', ['-xzf', path.join(folder, JSON.parse(stdout)[0].filename), '-C', installed, '--strip-components=1']);
  }, 60_000);

  test.each(CONSUMERS)('moduleResolution $moduleResolution, module $module, $file', async ({ moduleResolution, module, file }) => {
    const consumer = mkdtempSync(path.join(folder, 'consumer-'));
    writeFileSync(path.join(consumer, file), REPLY);
    const compilerOptions = {
      module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom'], types: [], strict: true, noEmit: true, skipLibCheck: false, ignoreDeprecations: '6.0',
    };
    writeFileSync(path.join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));

    // Other packages are not even there: none of the declarations may import one.
    const { stdout } = await run(process.execPath, [TSC, '-p', consumer], { cwd: consumer }).catch((error) => error);

    expect(stdout).toBe('');
  }, 60_000);

  test('everything that they declare exists', async () => {
    const script = "console.log(Object.keys(require('cdk-twilio-sms-gateway/runtime')), Object.keys(require('cdk-twilio-sms-gateway/testing')))";
    const module = "import { fetchMedia } from 'cdk-twilio-sms-gateway/runtime'; import { invoke } from 'cdk-twilio-sms-gateway/testing'; console.log(typeof fetchMedia, typeof invoke)";

    expect((await run(process.execPath, ['-e', script], { cwd: folder })).stdout).toBe("[ 'fetchMedia' ] [ 'inboundMessage', 'invoke', 'signedRequest' ]\n");
    expect((await run(process.execPath, ['--input-type=module', '-e', module], { cwd: folder })).stdout).toBe('function function\n');
  });
});
