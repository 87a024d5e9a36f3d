/** Lambda ends an init that takes 10 seconds, and starts it again. Source: AWS Lambda, "Lambda execution environment lifecycle". */
const INIT_WITHIN = 8_000;

/**
 * Waits for what init begins, such as loading a reply module whose top-level await never settles, but not as long as Lambda
 * would. Never rejects: whoever needs a result meets the failure.
 */
export async function settledDuringInit(begun: ReadonlyArray<Promise<unknown> | undefined>, milliseconds = INIT_WITHIN): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([Promise.allSettled(begun), timeout]);
  clearTimeout(timer);
}
