import { App, synthesize } from './assembly';
import { interleave, median } from './statistics';

/** Milliseconds of a whole synth, from the start of Node.js to its end. */
export type SynthTimes = Record<'empty' | 'byHand' | 'echo', number>;

export async function measureSynth(apps: Record<keyof SynthTimes, App>, rounds: number): Promise<SynthTimes> {
  const times: Record<keyof SynthTimes, number[]> = { empty: [], byHand: [], echo: [] };
  await interleave(Object.keys(times) as (keyof SynthTimes)[], rounds + 1, async (name) => {
    const started = performance.now();
    synthesize(apps[name]);
    times[name].push(performance.now() - started);
  });
  const medianOf = (name: keyof SynthTimes) => median(times[name].slice(1));
  return { empty: medianOf('empty'), byHand: medianOf('byHand'), echo: medianOf('echo') };
}
