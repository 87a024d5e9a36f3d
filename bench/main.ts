/**
 * `npm run bench`: measures what this project promises to be fast, and writes docs/performance.md and
 * docs/cold-starts.svg. Takes about ten minutes. `npm run bench -- --starts 3` is quicker, and writes nothing.
 */
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { compileApp, synthesize } from './assembly';
import { measureCdkSynth } from './cdk-synth';
import { coldStartChart } from './chart';
import { measureColdStarts } from './cold-start';
import { measureEndurance } from './endurance';
import { Figures, GATEWAY } from './figures';
import { LambdaProcessProps } from './lambda-process';
import { measureLimited } from './limited';
import { measureLocalRoundTrip } from './local-round-trip';
import { describeMachine } from './machine';
import { CACHE, ROOT } from './paths';
import { report, summary } from './report';
import { assetSize, bytesByPackage, packageSize } from './sizes';
import { measureSynth } from './synth-time';
import { cdkCli, lambdaRuntime } from './tools';
import { AUTH_TOKEN } from './twilio-text';
import { COMPARED, comparedVariants } from './variants';
import { measureWarmRequests } from './warm-request';
import { bundleGateway } from '../scripts/bundle';
import { isUpToDate } from '../scripts/up-to-date';
import { loadGateway } from '../src/local/assembly/loaded-gateway';
import { startAwsServer } from '../src/local/emulators/aws-server';
import { LocalSecret } from '../src/local/emulators/local-secret';
import { secretsManager } from '../src/local/emulators/secrets-manager';
import { secretArn } from '../src/local/function/local-function';

/** A median of fewer is not one to publish. */
const MIN_STARTS = 15;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { starts: { type: 'string', default: '25' } } });
  const starts = Number(values.starts);
  if (!Number.isInteger(starts) || starts < 1) throw new Error(`--starts must be a whole number from 1 on, got ${values.starts}.`);

  const [load] = os.loadavg();
  if (load > 1) console.log(`The machine is busy (load ${load.toFixed(1)}): the figures will be too high, and far apart.`);

  const figures = await measure(starts);
  console.log(`\n${summary(figures)}\n`);
  if (starts < MIN_STARTS) return console.log(`Nothing was written: that takes at least ${MIN_STARTS} starts.`);
  fs.writeFileSync(path.join(ROOT, 'docs/performance.md'), report(figures, fs.readFileSync(path.join(__dirname, 'notes.md'), 'utf8')));
  fs.writeFileSync(path.join(ROOT, 'docs/cold-starts.svg'), coldStartChart(figures.coldStarts));
  console.log('Wrote docs/performance.md and docs/cold-starts.svg');
}

async function measure(starts: number): Promise<Figures> {
  const runtime = lambdaRuntime();
  const cli = cdkCli();
  if (!isUpToDate(ROOT)) build();
  const echo = await compileApp('echo', path.join(ROOT, 'examples/echo/app.ts'));
  const empty = await compileApp('empty', path.join(__dirname, 'apps/empty.ts'));
  const byHand = await compileApp('by-hand', path.join(__dirname, 'apps/by-hand.ts'));
  synthesize(echo);

  const { definition } = loadGateway({ directory: echo.outdir });
  const store = new LocalSecret(secretArn(definition), AUTH_TOKEN);
  const aws = await startAwsServer({ secretsmanager: secretsManager({ store }) });
  try {
    const all = [{ title: GATEWAY, definition }, ...await comparedVariants(definition)];
    const variants = new Map<string, LambdaProcessProps>(
      all.map((variant) => [variant.title, { runtime, aws, definition: variant.definition }]));
    const gateway = variants.get(GATEWAY)!;
    return {
      starts,
      machine: describeMachine(runtime, cli),
      assets: new Map([...variants].map(([title, props]) => [title, assetSize(props.definition.taskRoot)])),
      coldStarts: await step('cold starts', async () => measureColdStarts(variants, starts)),
      warmRequests: await step('warm requests', async () => measureWarmRequests(variants, starts * 200)),
      limited: await step('cold starts with less CPU', async () => measureLimited(variants, starts)),
      endurance: await step('many texts', async () => measureEndurance(gateway, variants.get(COMPARED.bare)!)),
      gatewayBytes: bytesByPackage(await bundleGateway(path.join(CACHE, 'gateway'))),
      package: packageSize(),
      cdkSynth: await step('cdk synth', async () => measureCdkSynth(cli, starts)),
      synth: await step('synth', async () => measureSynth({ empty, byHand, echo }, starts)),
      localRoundTrip: await step('local gateway', async () => measureLocalRoundTrip(echo.outdir, starts * 20)),
    };
  } finally {
    await aws.close();
  }
}

async function step<T>(what: string, measureIt: () => Promise<T>): Promise<T> {
  console.log(`Measuring ${what}`);
  return measureIt();
}

function build(): void {
  for (const task of ['pre-compile', 'compile', 'bundle']) {
    console.log(`Building: ${task}`);
    execFileSync('npx', ['projen', task], { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
