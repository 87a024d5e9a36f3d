import { exec } from 'child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { promisify } from 'util';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';

// Each example is an app of its own that finds the library by its name: this needs lib/ and assets/ to be built.

const EXAMPLES = path.join(__dirname, '..', 'examples');
const examples = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

describe.each(examples)('examples/%s', (example) => {
  const folder = path.join(EXAMPLES, example);

  test('synthesizes by the command in its cdk.json, with a gateway and without a warning', async () => {
    const { app, context = {} } = JSON.parse(readFileSync(path.join(folder, 'cdk.json'), 'utf8'));
    const outdir = mkdtempSync(path.join(tmpdir(), `example-${example}-`));

    // As the CDK CLI runs it.
    await promisify(exec)(app, { cwd: folder, env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify(context) } });

    const { stacks } = new CloudAssembly(outdir);
    expect(stacks.flatMap(({ messages }) => messages)).toEqual([]);
    expect(JSON.stringify(stacks.map(({ template }) => template))).toContain('"cdk-twilio-sms-gateway":{"version"');
  }, 60_000);

  test('says at its top what it shows, how to run it and what it costs', () => {
    const [header] = readFileSync(path.join(folder, 'app.ts'), 'utf8').split('*/');

    expect(header).toMatch(/^\/\*\*[^]*deploy[^]*cost/i);
  });

  test('is in the table of examples/README.md', () => {
    expect(readFileSync(path.join(EXAMPLES, 'README.md'), 'utf8')).toContain(`| [${example}](${example}) |`);
  });
});
