/**
 * A problem that the developer can solve. Its message says what happened and what to do, and is shown without a stack.
 */
export class UserError extends Error {
  public readonly name: string = 'UserError';
}
