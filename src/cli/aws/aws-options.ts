/** Where in AWS, as whom: the options that the CDK CLI has, too. */
export interface AwsOptions {
  /** @default - AWS_REGION, AWS_DEFAULT_REGION, or the profile's */
  readonly region?: string;
  /** @default - AWS_PROFILE, or `default` */
  readonly profile?: string;
}
