import * as path from 'node:path';
import { ReplyHandler } from '../../../src';
import { renameToAuthorFiles } from '../../../src/local/function/author-files';
import { ServedApp, synthesize, temporaryFolder } from '../../support/served-app';
import { write } from '../support';

const REPLY = `import { pour } from '../shared/pour';
type Message = { body: string };

export default ({ body }: Message) => pour(body);
`;
const POUR = `export function pour(body: string): string {
  throw new Error(\`out of beans for \${body}\`);
}
`;

let app: ServedApp | undefined;
afterEach(async () => app?.close());

test("a handler's error is shown whole, with the lines of its author's files", async () => {
  const folder = temporaryFolder();
  write(folder, 'lib/reply.ts', REPLY);
  write(folder, 'shared/pour.ts', POUR);
  app = await ServedApp.start(synthesize({ replyHandler: ReplyHandler.fromModule(path.join(folder, 'lib/reply.ts')) }));
  const order = 'the secret flat white of +12025550123';
  expect((await app.text({ body: order, from: '+12025550123' })).status).toBe(500);

  const { error } = app.log[0];
  expect(error.message).toBe(`out of beans for ${order}`);
  expect(error.stack).toContain(`(${path.join(folder, 'shared/pour.ts')}:2:9)`);
  expect(error.stack).toMatch(new RegExp(`${path.join(folder, 'lib/reply.ts')}:4:\\d+`));
  expect(error.stack).not.toMatch(/reply handler.*asset\.|asset\.[0-9a-f]+\/(reply|pour)/);
}, 60_000);

test('files below the current directory are named relative to it', () => {
  const folder = temporaryFolder();
  const files = { sources: ['reply.ts', '../shared/pour.ts', '../node_modules/a/index.js'] };
  write(folder, 'cdk.out/asset.1a/reply.mjs.map', JSON.stringify(files));
  const data = ['../lib/reply.ts', '../shared/pour.ts'];
  const metadata = { '/Stack/Sms': [{ type: 'cdk-twilio-sms-gateway:bundledFiles', data }] };
  write(folder, 'cdk.out/manifest.json', JSON.stringify({ artifacts: { Stack: { metadata } } }));
  const taskRoot = path.join(folder, 'cdk.out/asset.1a');
  const definition = { taskRoot, environment: { TWILIO_GATEWAY_REPLY_MODULE: './reply.mjs' } };
  const rename = renameToAuthorFiles(definition, folder);

  expect(rename(`at reply (${taskRoot}/reply.ts:11:24)`)).toBe('at reply (lib/reply.ts:11:24)');
  expect(rename(`at file://${folder}/cdk.out/shared/pour.ts:1:2`)).toBe('at shared/pour.ts:1:2');
  expect(rename(`at ${taskRoot}/gateway.cjs:1:2`)).toBe(`at ${taskRoot}/gateway.cjs:1:2`);
});
