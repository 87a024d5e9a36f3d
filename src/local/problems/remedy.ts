/** The command in a log line's `remedy`, as a sentence. A line without a remedy needs no action. */
export function remedySentence(remedy: string | undefined): string | undefined {
  return remedy === undefined ? undefined : `To fix it: ${remedy}`;
}
