import { execFileSync } from 'node:child_process';
import * as path from 'node:path';
import { CACHE, ROOT } from './paths';
import { interleave, median } from './statistics';
import { CdkCli } from './tools';

/** Milliseconds of `cdk synth`, with the CDK's tool and what runs TypeScript: what a developer waits for. */
export type CdkSynthTimes = Record<'empty' | 'echo', number>;

const SOURCES = { empty: 'bench/apps/empty.ts', echo: 'examples/echo/app.ts' } as const;

export async function measureCdkSynth(cli: CdkCli, rounds: number): Promise<CdkSynthTimes> {
  const times: Record<keyof CdkSynthTimes, number[]> = { empty: [], echo: [] };
  await interleave(Object.keys(times) as (keyof CdkSynthTimes)[], rounds + 1, async (name) => {
    const started = performance.now();
    // As in the cdk.json of our examples. Nothing is asked over the network, which has a speed of its own.
    const args = ['synth', '--quiet', '--no-notices', '--app', `npx tsx ${SOURCES[name]}`, '--output', path.join(CACHE, 'apps', `${name}.cdk.out`)];
    execFileSync(process.execPath, [cli.file, ...args], {
      cwd: ROOT,
      env: { ...process.env, CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true' },
      stdio: 'ignore',
    });
    times[name].push(performance.now() - started);
  });
  return { empty: median(times.empty.slice(1)), echo: median(times.echo.slice(1)) };
}
