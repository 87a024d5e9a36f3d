import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';

// The apps of test/integ and their accepted templates: test/integ/README.md says what for, and how to accept a change.

const FOLDER = path.join(__dirname, 'integ');
const apps = readdirSync(FOLDER).filter((file) => file.endsWith('.integ.ts'));

interface Template {
  readonly Resources: Record<string, { readonly Type: string; readonly Metadata?: Record<string, object> }>;
}

/** Runs an app in this process, and gives the templates of its stacks. */
function synthesize(app: string): Record<string, Template> {
  process.env.CDK_OUTDIR = mkdtempSync(path.join(tmpdir(), 'integ-'));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would come after the tests are named
  require(path.join(FOLDER, app));
  const files = readdirSync(process.env.CDK_OUTDIR).filter((file) => file.endsWith('.template.json'));
  return Object.fromEntries(files.map((file) => [
    file,
    steady(readFileSync(path.join(process.env.CDK_OUTDIR!, file), 'utf8')),
  ]));
}

/** A template without what changes with every build or release of ours, or is the CDK's. */
function steady(template: string): Template {
  const text = template
    .replace(/"[0-9a-f]{64}\.zip"/g, '"<asset>.zip"')
    .replace(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<hash>');
  const { Parameters: _, Rules: __, ...rest } = JSON.parse(text) as Template & Record<string, unknown>;
  for (const { Metadata: metadata } of Object.values(rest.Resources)) {
    if (metadata?.['cdk-twilio-sms-gateway']) {
      Object
        .assign(metadata['cdk-twilio-sms-gateway'], { version: '<version>' });
    }
  }
  return rest;
}

/** All but the deployments of REST APIs: each change of their API creates another one, and replaces nothing else. */
const idsOf = ({ Resources: resources }: Template) => Object.entries(resources)
  .filter(([, { Type: type }]) => type !== 'AWS::ApiGateway::Deployment')
  .map(([id, { Type: type }]) => `${type} ${id}`);

describe.each(apps.map((app) => ({ app })))('$app', ({ app }) => {
  const snapshot = path.join(FOLDER, app.replace(/\.ts$/, '.snapshot'));
  const templates = synthesize(app);
  if (process.env.UPDATE_SNAPSHOTS) {
    rmSync(snapshot, { recursive: true, force: true });
    mkdirSync(snapshot);
    Object.entries(templates).forEach(([file, template]) => writeFileSync(path.join(snapshot, file), `${JSON.stringify(template, null, 1)}\n`));
  }
  const accepted = (file: string): Template => JSON.parse(readFileSync(path.join(snapshot, file), 'utf8'));

  test('has the stacks that were accepted', () => {
    expect(Object.keys(templates).sort()).toEqual(readdirSync(snapshot).sort());
  });

  test.each(Object.keys(templates).map((file) => ({ file })))('$file: an upgrade replaces nothing', ({ file }) => {
    const gone = idsOf(accepted(file)).filter((id) => !idsOf(templates[file]).includes(id));

    expect(gone).toEqual([]);
  });

  test.each(Object.keys(templates).map((file) => ({ file })))('$file is the accepted template', ({ file }) => {
    expect(templates[file]).toEqual(accepted(file));
  });
});
