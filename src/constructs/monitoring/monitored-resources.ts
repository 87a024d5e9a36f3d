import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sqs from 'aws-cdk-lib/aws-sqs';

/** The functions whose log lines become metrics. */
export interface LoggingFunctions {
  readonly webhookFunction: lambda.Function;
  readonly replyFunction: lambda.Function;
}

/** The resources of a gateway that alarms and the dashboard watch. */
export interface MonitoredResources extends LoggingFunctions {
  readonly deadLetterQueue?: sqs.IQueue;
  readonly deduplicationTable?: dynamodb.ITable;
  readonly signingKeySecret?: secretsmanager.ISecret;
}
