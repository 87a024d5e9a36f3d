/** Names the kind of a value for an error, never the value. */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Promise) return 'a promise';
  return isClass(value) ? 'a class' : `a value of type ${typeof value}`;
}

/** Whether the value is a class. The code of a class starts with the word, whatever the class is. */
export function isClass(value: unknown): boolean {
  return typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));
}
