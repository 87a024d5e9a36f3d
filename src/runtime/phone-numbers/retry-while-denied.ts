type Sleep = (milliseconds: number) => Promise<unknown>;

/** A minute in all. Source: IAM, "Changes that I make are not always immediately visible". */
const TRIES = 21;
const PAUSE = 3000;

/** Repeats a call that AWS denies: the permission may be new, and not known everywhere yet. */
export async function retryWhileDenied<T>(sleep: Sleep, call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await call();
    } catch (error) {
      if ((error as Error).name !== 'AccessDeniedException' || tries === TRIES) throw error;
      await sleep(PAUSE);
    }
  }
}
