import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** What the webhook's function and, in asynchronous mode, the worker have in common. */
export interface GatewayFunctionOptions {
  /**
   * Memory of the function in MiB.
   *
   * @default 256
   */
  readonly memorySize?: number;

  /**
   * Processor architecture of the function.
   *
   * @default lambda.Architecture.ARM_64
   */
  readonly architecture?: lambda.Architecture;

  /**
   * Tracing by AWS X-Ray: of the function, and of the stage of a REST API that is created.
   *
   * @default - no tracing
   */
  readonly tracing?: lambda.Tracing;

  /**
   * A key of yours that encrypts whatever is created to hold data: the secret, the log groups, the table
   * of `deduplication`, in asynchronous mode the queues. CloudWatch Logs has to be allowed to use it, which is added to its
   * policy; the policy of an imported key cannot be changed from here and has to say so already. An alias will do where the app knows its key:
   * not one of `kms.Alias.fromAliasName`. AWS charges keys by the month and by the request.
   *
   * @default - the keys that AWS has for each of its services
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * A VPC that the function runs in, so that the reply handler reaches what is in there. The function still has to reach
   * AWS Secrets Manager, and whatever else the reply handler calls, with `deduplication` DynamoDB, in asynchronous mode SQS
   * and Twilio's `api.twilio.com` too: through a NAT gateway, or through endpoints for the services of AWS. Otherwise no text
   * is answered. What Twilio sends comes through the API and not through the VPC.
   *
   * @default - no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which subnets of `vpc`. Not public ones: a function has no public address.
   *
   * @default - the private subnets, as CDK chooses them for a function
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the function in `vpc`. They have to let out HTTPS, port 443.
   *
   * @default - each function gets one that lets out everything
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}
