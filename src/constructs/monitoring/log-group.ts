import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Options of a log group of a gateway. */
export interface LogGroupOptions {
  /** @default - CloudWatch Logs encrypts with a key of its own */
  readonly encryptionKey?: kms.IKey;
  /** Set it where an AWS service finds the log group by its name. @default - CloudFormation generates a name */
  readonly logGroupName?: string;
}

/** Creates a log group of the gateway: it keeps its lines for a month, and is removed with the stack. */
export function createLogGroup(scope: Construct, id: string, options: LogGroupOptions = {}): logs.LogGroup {
  const { encryptionKey, logGroupName } = options;
  if (encryptionKey) {
    allowLogs(scope, encryptionKey);
  }
  return new logs.LogGroup(scope, id, {
    logGroupName,
    encryptionKey,
    retention: logs.RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}

/**
 * Lets CloudWatch Logs encrypt all log groups of this account and region with the key. The names of the gateway's own
 * log groups are generated at deployment, too late for the key's policy.
 * Source: Amazon CloudWatch Logs, "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
 */
function allowLogs(scope: Construct, key: kms.IKey): void {
  const { region, account, partition } = Stack.of(scope);
  key.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    resources: ['*'], // in a key's policy, `*` is that key
    conditions: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
    },
  }));
}
