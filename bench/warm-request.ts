import { LambdaProcess, LambdaProcessProps } from './lambda-process';
import { interleave, median } from './statistics';
import { textEvent } from './twilio-text';

/** Requests until V8 has compiled the hot code. */
const WARM_UP = 1000;

/** The median time of a warm request of each variant, in milliseconds: all run at once, and are asked in turns. */
export async function measureWarmRequests(
  variants: ReadonlyMap<string, LambdaProcessProps>,
  requests: number,
): Promise<Map<string, number>> {
  const running = await Promise.all([...variants].map(async ([name, props]) => {
    const times: number[] = [];
    return { name, lambda: await LambdaProcess.start(props), times };
  }));
  try {
    await interleave(running, WARM_UP + requests, async ({ lambda, times }) => {
      const { deliveredAt, answeredAt } = await lambda.invoke(textEvent('Are you still there?'));
      times.push(answeredAt - deliveredAt);
    });
    return new Map(running.map(({ name, times }) => [name, median(times.slice(WARM_UP))]));
  } finally {
    await Promise.all(running.map(async ({ lambda }) => lambda.stop()));
  }
}
