import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { CACHE, ROOT } from './paths';

/** An app as plain JavaScript: what a synth costs is not to depend on what compiles it. */
export interface App {
  readonly file: string;
  /** The folder of its cloud assembly. */
  readonly outdir: string;
}

/** Compiles an app. The result imports this library by its name, as the source does. */
export async function compileApp(name: string, source: string): Promise<App> {
  const file = path.join(CACHE, 'apps', `${name}.cjs`);
  await build({ entryPoints: [source], outfile: file, bundle: true, packages: 'external', platform: 'node', target: 'node20', logLevel: 'warning' });
  return { file, outdir: path.join(CACHE, 'apps', `${name}.out`) };
}

/** Synthesizes in a process of its own, as the CDK CLI has it done. */
export function synthesize({ file, outdir }: App): void {
  fs.rmSync(outdir, { recursive: true, force: true });
  execFileSync(process.execPath, [file], { cwd: ROOT, env: { ...process.env, CDK_OUTDIR: outdir }, stdio: ['ignore', 'ignore', 'inherit'] });
}
