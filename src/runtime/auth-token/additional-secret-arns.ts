/**
 * ARNs of the secrets that verify beside the first one. Each gets a key ring of its own.
 *
 * @param variable value of `ADDITIONAL_SECRET_ARNS_ENV`: ARNs separated by blanks
 */
export function additionalSecretArns(variable: string | undefined): string[] {
  return (variable ?? '').split(' ').filter((arn) => arn !== '');
}
