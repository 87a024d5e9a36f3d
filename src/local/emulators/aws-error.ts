/** What an AWS service rejects a request with. */
export class AwsError extends Error {
  /**
   * @param code as in the service's API reference, such as `InvalidParameterValue`
   * @param members what the error says besides, for those few that do
   */
  public constructor(public readonly code: string, message: string, public readonly status = 400, public readonly members: object = {}) {
    super(message);
  }
}

/** @throws AwsError where a request is not as the service takes it */
export function check(condition: unknown, code: string, message: string): asserts condition {
  if (!condition) throw new AwsError(code, message);
}
