import { LambdaProcess, LambdaProcessProps } from './lambda-process';
import { interleave, median, quantile } from './statistics';
import { textEvent } from './twilio-text';

/** From the start of the process to its first answer, in milliseconds. Medians; the parts do not add up exactly. */
export interface ColdStart {
  readonly total: number;
  /** To the moment when the function asks for work. */
  readonly init: number;
  readonly firstInvocation: number;
  /** Half of the starts lie between these. */
  readonly quartiles: readonly [number, number];
}

type Sample = Record<'total' | 'init' | 'firstInvocation', number>;

/**
 * Measures cold starts of all variants, interleaved. The first start of each is not counted: it fills the disk cache.
 */
export async function measureColdStarts(
  variants: ReadonlyMap<string, LambdaProcessProps>,
  starts: number,
): Promise<Map<string, ColdStart>> {
  const samples = new Map([...variants.keys()].map((name) => [name, [] as Sample[]]));
  await interleave([...variants], starts + 1, async ([name, props]) => {
    samples.get(name)!.push(await coldStart(props));
  });
  return new Map([...samples].map(([name, all]) => [name, summarize(all.slice(1))]));
}

async function coldStart(props: LambdaProcessProps): Promise<Sample> {
  const lambda = await LambdaProcess.start(props);
  try {
    // As in Lambda, where the text that causes the start is waiting when init ends.
    const { answeredAt } = await lambda.invoke(textEvent('Hello, is anybody there?'));
    const { startedAt, initializedAt } = lambda;
    return {
      total: answeredAt - startedAt,
      init: initializedAt - startedAt,
      firstInvocation: answeredAt - initializedAt,
    };
  } finally {
    await lambda.stop();
  }
}

function summarize(samples: readonly Sample[]): ColdStart {
  const of = (part: keyof Sample) => samples.map((sample) => sample[part]);
  return {
    total: median(of('total')),
    init: median(of('init')),
    firstInvocation: median(of('firstInvocation')),
    quartiles: [quantile(of('total'), 0.25), quantile(of('total'), 0.75)],
  };
}
