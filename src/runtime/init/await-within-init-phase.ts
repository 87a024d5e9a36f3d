/** Lambda kills init at 10 s and repeats it. Source: AWS Lambda, "Lambda execution environment lifecycle". */
const INIT_TIMEOUT = 8_000;

/**
 * Waits for work started in init, but at most 8 s: Lambda kills init at 10 s. So a reply module that never loads cannot
 * fail init. Never rejects: whoever needs a result meets the failure.
 */
export async function awaitWithinInitPhase(
  work: ReadonlyArray<Promise<unknown> | undefined>,
  milliseconds = INIT_TIMEOUT,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([Promise.allSettled(work), timeout]);
  clearTimeout(timer);
}
