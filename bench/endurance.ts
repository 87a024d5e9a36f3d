import * as fs from 'node:fs';
import { LambdaProcess, LambdaProcessProps } from './lambda-process';
import { median } from './statistics';
import { textEvent } from './twilio-text';

export const REQUESTS = 20_000;
const THOUSAND = 1000;
const SAMPLE_EVERY = 100;

/** One execution environment over many requests. */
export interface Endurance {
  readonly requestsPerSecond: number;
  readonly first: Memory;
  readonly last: Memory;
}

/** Medians over a thousand requests, in megabytes. */
export interface Memory {
  readonly rss: number;
  /** After a garbage collection: what is kept. */
  readonly heap: number;
}

/** Runs 20,000 texts, one after the other as Lambda does, and looks at the memory of the first and of the last thousand. */
export async function measureEndurance(props: LambdaProcessProps): Promise<Endurance> {
  const lambda = await LambdaProcess.start({ ...props, probed: true });
  try {
    const first = await thousand(lambda);
    const middle = REQUESTS - 2 * THOUSAND;
    const started = performance.now();
    for (let i = 0; i < middle; i++) await lambda.invoke(text(i));
    const seconds = (performance.now() - started) / 1000;
    return { requestsPerSecond: middle / seconds, first, last: await thousand(lambda) };
  } finally {
    await lambda.stop();
  }
}

async function thousand(lambda: LambdaProcess): Promise<Memory> {
  const samples: Memory[] = [];
  for (let i = 1; i <= THOUSAND; i++) {
    await lambda.invoke(text(i));
    if (i % SAMPLE_EVERY === 0) {
      samples.push({ rss: residentMegabytes(lambda.pid), heap: await lambda.heapUsed() / 1e6 });
    }
  }
  return { rss: median(samples.map(({ rss }) => rss)), heap: median(samples.map(({ heap }) => heap)) };
}

/** Texts that differ, so that something that was kept for each of them would be seen. */
function text(i: number) {
  return textEvent(`Text number ${i}`);
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes?.[1]) * 1024 / 1e6;
}
