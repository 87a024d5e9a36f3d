/** The error by which an AWS service rejects a request. */
export class AwsError extends Error {
  /**
   * @param code as in the service's API reference, such as `InvalidParameterValue`
   * @param members further members of the error, which few have
   */
  public constructor(
    public readonly code: string,
    message: string,
    public readonly status = 400,
    public readonly members: object = {},
  ) {
    super(message);
  }
}

/** @throws AwsError unless the condition holds */
export function check(condition: unknown, code: string, message: string): asserts condition {
  if (!condition) throw new AwsError(code, message);
}
