import * as fs from 'node:fs';
import * as os from 'node:os';
import { LambdaProcess, LambdaProcessProps } from './lambda-process';
import { median } from './statistics';
import { textEvent } from './twilio-text';

export const REQUESTS = 20_000;
const THOUSAND = 1000;
const SAMPLE_EVERY = 100;

/** Execution environments under the highest load that this machine holds. */
export interface Endurance {
  /** How many at once: one for each core. */
  readonly environments: number;
  /** Among the 20,000. */
  readonly wrong: number;
  readonly requestsPerSecond: number;
  /** The same number of environments, with the bare handler. */
  readonly bareRequestsPerSecond: number;
  readonly first: Memory;
  readonly last: Memory;
}

/** Figures of one environment: medians over a thousand requests, in megabytes. */
export interface Memory {
  readonly rss: number;
  /** After a garbage collection: what is kept. */
  readonly heap: number;
}

/**
 * Gives gateways 20,000 texts as fast as they take them, in turns with bare handlers, and looks at each answer, and at
 * memory over the first and the last thousand.
 */
export async function measureEndurance(gateway: LambdaProcessProps, bare: LambdaProcessProps): Promise<Endurance> {
  const ours = await Fleet.start(gateway, echoed);
  const theirs = await Fleet.start(bare, () => '<Response/>');
  try {
    await theirs.answer(THOUSAND); // V8 has then compiled what is worth it
    const first = await ours.memoryOverThousand();
    const rates: { ours: number; theirs: number }[] = [];
    for (let i = 2 * THOUSAND; i < REQUESTS; i += THOUSAND) {
      rates.push({ ours: await ours.answer(THOUSAND), theirs: await theirs.answer(THOUSAND) });
    }
    const last = await ours.memoryOverThousand();
    return {
      environments: ours.size,
      wrong: ours.wrong,
      requestsPerSecond: median(rates.map((rate) => rate.ours)),
      bareRequestsPerSecond: median(rates.map((rate) => rate.theirs)),
      first,
      last,
    };
  } finally {
    await ours.stop();
    await theirs.stop();
  }
}

/** Execution environments of one function, one for each core. */
class Fleet {
  static async start(props: LambdaProcessProps, answerTo: (body: string) => string): Promise<Fleet> {
    const environments = Array.from({ length: os.availableParallelism() }, async () =>
      LambdaProcess.start({ ...props, probed: true }));
    return new Fleet(await Promise.all(environments), answerTo);
  }

  wrong = 0;
  private asked = 0;

  private constructor(
    private readonly environments: readonly LambdaProcess[],
    private readonly answerTo: (body: string) => string,
  ) {}

  get size(): number {
    return this.environments.length;
  }

  /** Each environment one text after the other, as in Lambda, all at the same time. Gives texts a second. */
  async answer(texts: number): Promise<number> {
    const started = performance.now();
    const end = this.asked + texts;
    await Promise.all(this.environments.map(async (environment) => {
      while (this.asked < end) await this.ask(environment, this.asked++);
    }));
    return texts / (performance.now() - started) * 1000;
  }

  async memoryOverThousand(): Promise<Memory> {
    const samples: Memory[] = [];
    for (let i = 0; i < THOUSAND; i += SAMPLE_EVERY) {
      await this.answer(SAMPLE_EVERY);
      for (const environment of this.environments) {
        samples.push({ rss: residentMegabytes(environment.pid), heap: await environment.heapUsed() / 1e6 });
      }
    }
    return { rss: median(samples.map(({ rss }) => rss)), heap: median(samples.map(({ heap }) => heap)) };
  }

  async stop(): Promise<void> {
    await Promise.all(this.environments.map(async (environment) => environment.stop()));
  }

  /**
   * Texts that differ, so that something that was kept for each of them would be seen, and an answer to another one.
   */
  private async ask(environment: LambdaProcess, i: number): Promise<void> {
    const text = `Text number ${i}: <é> & 😀`;
    const { body } = await environment.invoke(textEvent(text));
    if (JSON.parse(body).body !== this.answerTo(text)) this.wrong++;
  }
}

/** The exact answer of the echo gateway. */
function echoed(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Message>${escaped}</Message></Response>`;
}

function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(kilobytes?.[1]) * 1024 / 1e6;
}
