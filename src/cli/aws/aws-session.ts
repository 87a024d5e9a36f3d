import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AwsOptions } from './aws-options';
import { CliContext } from '../terminal/context';

/** The clients that the commands use: with all credentials that the AWS CLI knows, in one region. */
export interface AwsSession {
  readonly cloudFormation: CloudFormationClient;
  readonly logs: CloudWatchLogsClient;
  /** @param region where a secret is; the session's where that is not known */
  secretsManager(region?: string): SecretsManagerClient;
  region(): Promise<string>;
}

const CONNECT_MILLIS = 5000;
const ANSWER_MILLIS = 20_000;

export function awsSession({ region, profile }: AwsOptions, { env }: Pick<CliContext, 'env'>): AwsSession {
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'; // the SDK is in our bundle: whoever runs it cannot follow the advice
  const settings = {
    // The CDK CLI honours AWS_DEFAULT_REGION, the SDK does not. Without any the profile's is taken.
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
