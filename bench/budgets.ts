import { ColdStart } from './cold-start';
import { Figures, GATEWAY } from './figures';
import { COMPARED } from './variants';

/** A promise of this project, held against a run. */
export interface Budget {
  readonly what: string;
  readonly budget: string;
  readonly measured: string;
  readonly holds: boolean;
}

/**
 * Milliseconds over the bare handler on the machine on which the budget was set. Another machine, or the same one on
 * another day, is slower or faster as a whole: what counts is our share of what the root import costs there.
 */
const COLD_START = { budget: 50, stretch: 40, rootImport: 165 };

export function budgets(figures: Figures): Budget[] {
  const { coldStarts, warmRequests, assets, synth, cdkSynth, endurance } = figures;
  const gateway = coldStarts.get(GATEWAY)!;
  const bare = coldStarts.get(COMPARED.bare)!;
  const share = overBare(gateway, bare) / overBare(coldStarts.get(COMPARED['root-import'])!, bare);
  const first = gateway.firstInvocation - bare.firstInvocation;
  const warmAgainst = (name: keyof typeof COMPARED) => warmRequests.get(GATEWAY)! / warmRequests.get(COMPARED[name])!;
  const asset = assets.get(GATEWAY)!;
  const atMost = (what: string, value: number, limit: number, format: (value: number) => string): Budget =>
    ({ what, budget: `at most ${format(limit)}`, measured: format(value), holds: value <= limit });
  return [
    atMost('Cold start over bare, as a share of the root import’s', share, COLD_START.budget / COLD_START.rootImport, percent),
    atMost('The same, as we would like it', share, COLD_START.stretch / COLD_START.rootImport, percent),
    atMost('First invocation after init, over bare', first, 5, milliseconds),
    atMost('Warm request, against the deep-import handler’s', warmAgainst('deep-import'), 1, times),
    atMost('The same, if that handler writes a line to the log as we do', warmAgainst('deep-import-logged'), 1, times),
    atMost('Wrong answers to 20,000 texts', endurance.wrong, 0, String),
    atMost('Heap over the last thousand of them, against the first', endurance.last.heap / endurance.first.heap, 1.05, times),
    atMost('Lambda asset', asset.bytes, 260_000, kilobytes),
    atMost('Lambda asset, zipped', asset.zipped, 85_000, kilobytes),
    atMost('npm package, unpacked', figures.package.unpacked, 1_900_000, kilobytes),
    atMost('`cdk synth` of the echo app, against an empty app', cdkSynth.echo / cdkSynth.empty, 1.15, times),
    atMost('The app alone, against an empty app', synth.echo / synth.empty, 1.15, times),
    atMost('The same, against its resources written by hand', synth.echo / synth.byHand, 1.15, times),
  ];
}

export function overBare(variant: ColdStart, bare: ColdStart): number {
  return variant.total - bare.total;
}

export const milliseconds = (value: number) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;
export const kilobytes = (bytes: number) => `${Math.round(bytes / 1000).toLocaleString('en-US')} kB`;
export const times = (ratio: number) => `${ratio.toFixed(2)}x`;
const percent = (share: number) => `${Math.round(share * 100)} %`;
