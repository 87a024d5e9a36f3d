import { CdkSynthTimes } from './cdk-synth';
import { ColdStart } from './cold-start';
import { Endurance } from './endurance';
import { RoundTrip } from './local-round-trip';
import { AssetSize, PackageSize } from './sizes';
import { SynthTimes } from './synth-time';

/** The gateway of examples/echo among the variants. */
export const GATEWAY = 'This gateway, `examples/echo`';

/** Everything that one run has measured. Milliseconds, if nothing else is said. */
export interface Figures {
  readonly starts: number;
  readonly machine: readonly string[];
  /** The figures of each variant, by its title. */
  readonly coldStarts: ReadonlyMap<string, ColdStart>;
  readonly warmRequests: ReadonlyMap<string, number>;
  readonly assets: ReadonlyMap<string, AssetSize>;
  /** Undefined where the machine cannot limit CPU. */
  readonly limited?: LimitedFigures;
  readonly endurance: Endurance;
  readonly gatewayBytes: readonly [packageName: string, bytes: number][];
  readonly package: PackageSize;
  readonly synth: SynthTimes;
  readonly cdkSynth: CdkSynthTimes;
  readonly localRoundTrip: RoundTrip;
}

/** With the CPU that Lambda gives for a function's memory. */
export interface LimitedFigures {
  readonly at256: ReadonlyMap<string, ColdStart>;
  readonly byMemory: readonly {
    readonly memory: number;
    readonly gateway: ColdStart;
    readonly bare: ColdStart;
    readonly warm: number;
  }[];
}
