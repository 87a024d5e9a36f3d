import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** What differs between the log groups of a gateway. */
export interface LogGroupOptions {
  /** @default - the key that CloudWatch Logs has for everybody */
  readonly encryptionKey?: kms.IKey;
  /** For one that an AWS service looks for by its name. @default - CloudFormation makes one up */
  readonly logGroupName?: string;
}

/** Creates a log group of the gateway: it keeps its lines for a month, and is removed with the stack. */
export function createLogGroup(scope: Construct, id: string, { encryptionKey, logGroupName }: LogGroupOptions = {}): logs.LogGroup {
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
 * Lets CloudWatch Logs encrypt log groups of this account and region with the key. Not those of the gateway alone: their names
 * are made at deployment, when the key has to be there already.
 * Source: Amazon CloudWatch Logs, "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
 */
function allowLogs(scope: Construct, key: kms.IKey): void {
  const { region, account, partition } = Stack.of(scope);
  key.addToResourcePolicy(new iam.PolicyStatement({
    actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    principals: [new iam.ServicePrincipal(`logs.${region}.amazonaws.com`)],
    resources: ['*'], // in the policy of a key, that key
    conditions: {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
    },
  }));
}
