/** A problem that the developer can remedy: its message says what is wrong and what to do, and is shown without a stack. */
export class UserError extends Error {
  public readonly name: string = 'UserError';
}
