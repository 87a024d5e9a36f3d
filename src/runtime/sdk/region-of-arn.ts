/** The region in an ARN, which may differ from the function's. `undefined` for a name. */
export function regionOfArn(arn: string): string | undefined {
  return arn.split(':')[3] || undefined;
}
