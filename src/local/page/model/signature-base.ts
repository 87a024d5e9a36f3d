import type { Pair } from '../../page-protocol/page-protocol';

export interface BasePart {
  readonly kind: 'url' | 'name' | 'value';
  readonly text: string;
}

/** Marks names and values in the text that is signed, which has nothing between them. Its parts, put together, are that text. */
export function signatureBase(url: string, signedParameters: string, parameters: readonly Pair[]): BasePart[] {
  const left = new Set(parameters);
  const parts: BasePart[] = [{ kind: 'url', text: url }];
  let rest = signedParameters;
  while (rest !== '') {
    const next = [...left].filter(([name, value]) => rest.startsWith(name + value)).sort(([a], [b]) => a < b ? -1 : 1).at(0); // they are sorted
    if (next === undefined) return [...parts, { kind: 'value', text: rest }];
    left.delete(next);
    parts.push({ kind: 'name', text: next[0] }, { kind: 'value', text: next[1] });
    rest = rest.slice(next[0].length + next[1].length);
  }
  return parts.filter(({ text }) => text !== '');
}
