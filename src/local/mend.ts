/** What the gateway's log says about mending, as a sentence. The log says "none" where there is nothing to do. */
export function mendSentence(mend: string | undefined): string | undefined {
  if (mend === undefined) return undefined;
  const [, nothing, why] = /^(none)(?:: (.+))?$/.exec(mend) ?? [];
  if (nothing === undefined) return `To mend it: ${mend}`;
  return why === undefined ? undefined : `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
}
