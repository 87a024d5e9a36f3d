import { createHash } from 'crypto';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IDependable } from 'constructs';
import type { MessageSource } from './message-source';
import { keyOf } from './validate-phone-numbers';
import { PARAMETER_KEY_ENV, PHONE_NUMBERS_HANDLER, PhoneNumberProperties, PREVIOUS_SETTINGS_STAGE, SECRET_ARN_ENV } from '../../shared/env';
import { grantReadAuthToken } from '../auth-token/auth-token-secret';
import { gatewayCode } from '../code/gateway-code';
import { lambdaFiles } from '../code/lambda-files';
import { createGatewayFunction, createGatewayRole } from '../gateway-function';
import { grantKeyThrough } from '../keys/grant-key';

/** What the numbers are pointed at. */
export interface PhoneNumberResourcesProps {
  readonly phoneNumbers: MessageSource[];
  readonly webhookUrl: string;
  readonly authTokenSecret: secretsmanager.ISecret;
  /** For the log group, and for what the numbers had before. */
  readonly encryptionKey?: kms.IKey;
  /** What has to be there before a number points at it, and for as long as one does. */
  readonly dependencies: IDependable[];
}

/** One request, all tries at Twilio included. */
const TIMEOUT = Duration.minutes(3);

/** Three invocations, should Lambda end the first two, and the pauses between them: 1 and 2 minutes. */
const SERVICE_TIMEOUT = Duration.minutes(15);

/**
 * Has the stack point numbers at the gateway: a custom resource for each, and a function with a role of its own that sets them. The
 * function answers CloudFormation itself (docs/decisions/0015).
 */
export function createPhoneNumberResources(scope: Construct, props: PhoneNumberResourcesProps): void {
  const { phoneNumbers, webhookUrl, authTokenSecret, encryptionKey, dependencies } = props;
  const role = createGatewayRole(scope);
  const handler = createHandler(scope, role, props);
  const resourceScopes = phoneNumbers.map((phoneNumber) => new Construct(scope, idOf(scope, phoneNumber)));
  const policy = createParameterPolicy(scope, role, resourceScopes, encryptionKey);
  phoneNumbers.forEach((phoneNumber, index) => {
    const resourceScope = resourceScopes[index];
    const properties: PhoneNumberProperties = {
      PhoneNumber: phoneNumber.e164,
      MessagingServiceSid: phoneNumber.messagingServiceSid,
      WebhookUrl: webhookUrl,
      FallbackUrl: phoneNumber.fallbackUrl,
      Overwrite: String(phoneNumber.overwrite),
      ParameterName: parameterNameOf(resourceScope),
      ParameterKeyArn: encryptionKey?.keyArn,
    };
    const resource = new CustomResource(resourceScope, 'Resource', {
      serviceToken: handler.functionArn,
      resourceType: 'Custom::TwilioPhoneNumber',
      serviceTimeout: SERVICE_TIMEOUT,
      properties,
    });
    resource.node.addDependency(handler, policy, authTokenSecret, ...dependencies);
  });
}

/**
 * Lets the function keep what numbers had. Another list of numbers, or another key, makes another policy: CloudFormation deletes the custom
 * resource of a number that left when all else is done, and after that the policy that it depends on, the one before. A policy that is
 * changed would not name the number's parameter any more by then (aws/aws-cdk#9840).
 */
function createParameterPolicy(scope: Construct, role: iam.Role, resourceScopes: Construct[], encryptionKey?: kms.IKey): iam.Policy {
  const stack = Stack.of(scope);
  const ids = resourceScopes.map(({ node }) => node.id).sort();
  const policy = new iam.Policy(scope, `Parameters${hash(JSON.stringify([ids, stack.resolve(encryptionKey?.keyArn)]))}`, {
    roles: [role],
    statements: [new iam.PolicyStatement({
      actions: ['ssm:GetParameter', 'ssm:PutParameter', 'ssm:DeleteParameter'],
      resources: resourceScopes.map((each) => stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: parameterNameOf(each).slice(1) })),
    })],
  });
  // Source: AWS Systems Manager, "AWS KMS encryption for Parameter Store SecureString parameters"; long ones need a data key.
  grantKeyThrough('ssm', stack.region, encryptionKey, policy, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey']);
  return policy;
}

/** Of the path in the stack, as the logical id: CloudFormation takes the resource for the same wherever in the app the stack is. */
function parameterNameOf({ node }: Construct): string {
  const stack = Stack.of(node.scope!);
  return `/cdk-twilio-sms-gateway/${stack.stackName}/${hash(node.path.slice(stack.node.path.length), 16)}`;
}

function createHandler(scope: Construct, role: iam.Role, { authTokenSecret, encryptionKey }: PhoneNumberResourcesProps): lambda.Function {
  const handler = createGatewayFunction(scope, {
    role,
    description: 'Points Twilio numbers at the gateway, and puts back what they had before',
    code: gatewayCode(undefined, lambdaFiles('phone-numbers')),
    handler: PHONE_NUMBERS_HANDLER,
    environment: { [SECRET_ARN_ENV]: authTokenSecret.secretArn, ...(encryptionKey && { [PARAMETER_KEY_ENV]: encryptionKey.keyArn }) },
    encryptionKey,
    timeout: TIMEOUT,
  });
  // A request that nobody waits for any more must not change a number.
  handler.configureAsyncInvoke({ maxEventAge: SERVICE_TIMEOUT, retryAttempts: 2 });
  grantReadAuthToken(authTokenSecret, role, ['AWSCURRENT', PREVIOUS_SETTINGS_STAGE]);
  return handler;
}

/** Of the number and not of its place, so that another order changes nothing. Hashed, since ids end up in many lists. */
function idOf(scope: Construct, phoneNumber: MessageSource): string {
  return `${phoneNumber.e164 === undefined ? 'MessagingService' : 'Number'}${hash(keyOf(scope, phoneNumber))}`;
}

function hash(text: string, length = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
