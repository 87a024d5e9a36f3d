/** Says what kind of value a secret holds instead of the expected one, never the value. */
export class MalformedSecret extends Error {
  constructor(readonly found: string, expected: string) {
    super(`The secret holds ${found} instead of ${expected}`);
    this.name = 'MalformedSecret';
  }
}
