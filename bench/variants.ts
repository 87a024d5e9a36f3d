import * as fs from 'node:fs';
import * as path from 'node:path';
import { build } from 'esbuild';
import { CACHE } from './paths';
import { GatewayDefinition } from '../src/local/assembly/gateway-definition';

/** The handlers that the gateway of the synthesized example is compared with. */
export const COMPARED = {
  'bare': 'Bare handler, the limit',
  'deep-import': 'Deep imports and SDK',
  'deep-import-logged': 'Deep imports and SDK, with a log line',
  'root-import': 'Root import and SDK, what people write',
  'twilio-function': 'Twilio Function, moved to Lambda',
} as const;

export interface Variant {
  readonly title: string;
  readonly definition: GatewayDefinition;
}

/**
 * The handlers of bench/handlers, bundled as `NodejsFunction` would with `minify`, in functions that are otherwise the
 * gateway's.
 */
export async function comparedVariants(gateway: GatewayDefinition): Promise<Variant[]> {
  return Promise.all(Object.entries(COMPARED).map(async ([name, title]) => {
    const taskRoot = path.join(CACHE, 'handlers', name);
    await bundle(name, taskRoot);
    return { title, definition: { ...gateway, logicalId: name, handler: 'index.handler', taskRoot } };
  }));
}

async function bundle(name: string, outdir: string): Promise<void> {
  fs.mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: [path.join(__dirname, 'handlers', `${name}.ts`)],
    outfile: path.join(outdir, 'index.js'),
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    logLevel: 'warning',
  });
}
