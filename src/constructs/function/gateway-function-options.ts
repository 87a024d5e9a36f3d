import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** Options that the webhook function and the worker of asynchronous mode share. */
export interface GatewayFunctionOptions {
  /**
   * Memory of the function, in MiB.
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
   * AWS X-Ray tracing of the function, and of the stage of a REST API that the gateway creates.
   *
   * @default - no tracing
   */
  readonly tracing?: lambda.Tracing;

  /**
   * Your KMS key for everything that the gateway creates to hold data: the secret, the log groups, the deduplication
   * table, the queues of asynchronous mode. The gateway adds a statement to the key's policy that lets CloudWatch Logs
   * use it. The policy of an imported key cannot be changed, so it must contain that statement already. An alias works
   * if the app knows its key. An alias from `kms.Alias.fromAliasName` does not work: the app must know its key. AWS
   * charges for keys by the month and by the request.
   *
   * @default - each AWS service encrypts with its own key
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * The VPC in which the function runs, so that the reply handler can reach resources in it. The function still must
   * reach AWS Secrets Manager, DynamoDB (with `deduplication`), SQS and Twilio's `api.twilio.com` (in asynchronous
   * mode), and whatever else the reply handler calls: through a NAT gateway, or for AWS services through VPC endpoints.
   * If it cannot, no message is answered. Twilio's requests arrive through the API, not through the VPC.
   *
   * @default - no VPC
   */
  readonly vpc?: ec2.IVpc;

  /**
   * The subnets of `vpc`. Public subnets do not work: a function has no public IP address.
   *
   * @default - the private subnets that CDK selects for a function
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * Security groups of the function in `vpc`. They must allow outbound HTTPS (port 443).
   *
   * @default - each function gets a security group that allows all outbound traffic
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}
