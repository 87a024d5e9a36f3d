/** The names of all props of a struct. `tsc` fails if a list lacks a prop, or has another. */
export type NamesOf<Props> = Record<keyof Required<Props>, true>;

/**
 * Rejects misspelled props, which TypeScript would reject and plain JavaScript ignores. A prop that is `undefined`
 * counts as left out.
 *
 * @param source what got the props, as the start of the error
 * @throws Error for a name that is not known, with the known name that is most like it
 * @throws Error if the props are not an object
 */
export function assertKnownNames<Props extends object>(source: string, props: Props, names: NamesOf<Props>): void {
  if (typeof props !== 'object' || props === null || Array.isArray(props)) {
    throw new Error(
      `${source} must be an object of props, got ${kindOf(props)}. ` +
      'Give an object such as {}, or leave it out.');
  }
  const known = Object.keys(names).sort();
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || Object.hasOwn(names, name)) { continue; }

    const similar = mostSimilar(name, known);
    throw new Error(
      `${source}: unknown prop ${JSON.stringify(name)}. ` +
      (similar === undefined ? `Remove it. The known props are ${known.join(', ')}.` : `Did you mean "${similar}"?`));
  }
}

/** Says what kind of value this is, without the value. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) { return String(value); }
  if (Array.isArray(value)) { return 'an array'; }
  if (typeof value === 'function') { return value.name === '' ? 'a function' : `the function ${value.name}`; }
  if (typeof value !== 'object') { return `a ${typeof value}`; }
  const name = classNameOf(value);
  return name === '' || name === 'Object' ? 'an object' : `an object of class ${name}`;
}

/** CDK's compiled classes have names such as Function2, and the real ones for jsii. */
function classNameOf({ constructor }: object): string {
  const { fqn } = Object(Object(constructor)[Symbol.for('jsii.rtti')]) as { readonly fqn?: string };
  return fqn?.replace(/^.*\./, '') ?? String(constructor?.name ?? '');
}

/** Returns nothing if no name is similar: two characters, or a third of them, may differ. */
function mostSimilar(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const [best] = ranked;
  const tolerated = Math.min(name.length - 1, Math.max(2, Math.floor(name.length / 3)));
  return best && best.distance <= tolerated ? best.candidate : undefined;
}

/** Levenshtein distance: the number of characters to insert, delete or replace. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    previous = row;
  }
  return previous[b.length];
}
