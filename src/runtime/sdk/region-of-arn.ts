/** The region of what an ARN names: it may be another than the function's. None for a name. */
export function regionOfArn(arn: string): string | undefined {
  return arn.split(':')[3] || undefined;
}
