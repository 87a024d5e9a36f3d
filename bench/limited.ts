import { measureColdStarts } from './cold-start';
import { CpuQuota, cpuQuota } from './cpu-quota';
import { GATEWAY, LimitedFigures } from './figures';
import { LambdaProcessProps } from './lambda-process';
import { COMPARED } from './variants';
import { measureWarmRequests } from './warm-request';

/** In megabytes. */
const MEMORY_SIZES = [128, 256, 512, 1024];
const WARM_REQUESTS = 300;

type Variants = ReadonlyMap<string, LambdaProcessProps>;

/** Cold starts with the CPU that Lambda gives for a memory size. Undefined where this machine cannot limit it. */
export async function measureLimited(variants: Variants, starts: number): Promise<LimitedFigures | undefined> {
  const quotas = MEMORY_SIZES.map((memory) => ({ memory, quota: cpuQuota(memory) }));
  try {
    if (quotas.some(({ quota }) => quota === undefined)) return undefined;
    const limited = new Map(quotas.map(({ memory, quota }) => [memory, withQuota(variants, memory, quota!)]));
    const byMemory = [];
    for (const [memory, all] of limited) {
      const coldStarts = await measureColdStarts(pick(all, [GATEWAY, COMPARED.bare]), starts);
      const warm = await measureWarmRequests(pick(all, [GATEWAY]), WARM_REQUESTS);
      byMemory.push({
        memory,
        gateway: coldStarts.get(GATEWAY)!,
        bare: coldStarts.get(COMPARED.bare)!,
        warm: warm.get(GATEWAY)!,
      });
    }
    return { at256: await measureColdStarts(limited.get(256)!, starts), byMemory };
  } finally {
    quotas.forEach(({ quota }) => quota?.remove());
  }
}

function withQuota(variants: Variants, memorySize: number, quota: CpuQuota): Variants {
  return new Map([...variants].map(([title, props]) =>
    [title, { ...props, quota, definition: { ...props.definition, memorySize } }]));
}

function pick(variants: Variants, titles: readonly string[]): Variants {
  return new Map(titles.map((title) => [title, variants.get(title)!]));
}
