import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AwsOptions } from './aws-options';
import { CliContext } from '../terminal/context';

/** The clients of the commands, in one region, with every kind of credentials that the AWS CLI knows. */
export interface AwsSession {
  readonly cloudFormation: CloudFormationClient;
  readonly logs: CloudWatchLogsClient;
  /** @param region of a secret. @default - the session's */
  secretsManager(region?: string): SecretsManagerClient;
  region(): Promise<string>;
}

const CONNECT_MILLIS = 5000;
const ANSWER_MILLIS = 20_000;

export function awsSession({ region, profile }: AwsOptions, { env }: Pick<CliContext, 'env'>): AwsSession {
  // The SDK is in our bundle: a user cannot follow its advice.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const settings = {
    // The CDK CLI honours AWS_DEFAULT_REGION, the SDK does not. The last resort is the profile's region.
    region: region || env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined,
    profile,
    requestHandler: { connectionTimeout: CONNECT_MILLIS, requestTimeout: ANSWER_MILLIS, throwOnRequestTimeout: true },
  };
  const cloudFormation = new CloudFormationClient(settings);
  return {
    cloudFormation,
    secretsManager: (elsewhere) => new SecretsManagerClient({ ...settings, region: elsewhere ?? settings.region }),
    logs: new CloudWatchLogsClient(settings),
    region: () => cloudFormation.config.region(),
  };
}
