/** Region and credentials, by the options of the CDK CLI. */
export interface AwsOptions {
  /** @default - AWS_REGION, AWS_DEFAULT_REGION, or the profile's */
  readonly region?: string;
  /** @default - AWS_PROFILE, or `default` */
  readonly profile?: string;
}
