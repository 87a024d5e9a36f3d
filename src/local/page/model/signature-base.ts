import type { Pair } from '../../page-protocol/page-protocol';

export interface BasePart {
  readonly kind: 'url' | 'name' | 'value';
  readonly text: string;
}

/** Marks names and values in the signed text, which has no separators. The parts joined are the signed text. */
export function signatureBase(url: string, signedParameters: string, parameters: readonly Pair[]): BasePart[] {
  const left = new Set(parameters);
  const parts: BasePart[] = [{ kind: 'url', text: url }];
  let rest = signedParameters;
  while (rest !== '') {
    // The signed text has the parameters in the order of their names.
    const candidates = [...left].filter(([name, value]) => rest.startsWith(name + value));
    const next = candidates.sort(([a], [b]) => a < b ? -1 : 1).at(0);
    if (next === undefined) return [...parts, { kind: 'value', text: rest }];
    left.delete(next);
    parts.push({ kind: 'name', text: next[0] }, { kind: 'value', text: next[1] });
    rest = rest.slice(next[0].length + next[1].length);
  }
  return parts.filter(({ text }) => text !== '');
}
