import { createHash } from 'crypto';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, IDependable } from 'constructs';
import type { MessageSource } from './message-source';
import { keyOf } from './validate-phone-numbers';
import {
  API_KEY_SECRET_ARN_ENV, PARAMETER_KEY_ENV, PHONE_NUMBERS_HANDLER, SECRET_ARN_ENV, SIGNING_KEY_SECRET_ARN_ENV,
} from '../../shared/env';
import { PhoneNumberProperties, PREVIOUS_SETTINGS_STAGE } from '../../shared/phone-number-settings';
import { regionName } from '../../shared/region-in-host';
import { grantReadSecret } from '../auth-token/auth-token-secret';
import { gatewayCode } from '../code/gateway-code';
import { lambdaFiles } from '../code/lambda-files';
import { createGatewayFunction, createGatewayRole } from '../function/gateway-function';
import { grantKeyThrough } from '../keys/grant-key';

/** The secrets of the gateway. There is an auth token, or both of the others. */
interface PhoneNumberSecrets {
  readonly authTokenSecret?: secretsmanager.ISecret;
  readonly signingKeySecret?: secretsmanager.ISecret;
  readonly apiKeySecret?: secretsmanager.ISecret;
}

/** Properties of the resources that point phone numbers at a gateway. */
export interface PhoneNumberResourcesProps {
  readonly phoneNumbers: MessageSource[];
  readonly webhookUrl: string;
  readonly secrets: PhoneNumberSecrets;
  /** Edge and region in the hosts of Twilio's APIs. @default - `us1` */
  readonly twilioRegion?: string;
  /** Encrypts the log group and the previous settings of the numbers. */
  readonly encryptionKey?: kms.IKey;
  /** Constructs that must exist before a number points at the gateway, and for as long as it does. */
  readonly dependencies: IDependable[];
}

/** For one request, including all attempts at Twilio. */
const TIMEOUT = Duration.minutes(3);

/** Enough for three invocations if the first two crash, with Lambda's delays of 1 and 2 minutes between them. */
const SERVICE_TIMEOUT = Duration.minutes(15);

/**
 * Creates a custom resource for each number, and one function with its own role that configures the numbers at Twilio.
 * The function answers CloudFormation itself (docs/decisions/0015).
 */
export function createPhoneNumberResources(scope: Construct, props: PhoneNumberResourcesProps): void {
  const { phoneNumbers, webhookUrl, secrets, twilioRegion, encryptionKey, dependencies } = props;
  const role = createGatewayRole(scope);
  const handler = createHandler(scope, role, props);
  const ids = phoneNumbers.map((phoneNumber) => idOf(scope, phoneNumber, twilioRegion));
  const resourceScopes = ids.map((id) => new Construct(scope, id));
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
      TwilioRegion: twilioRegion,
    };
    const resource = new CustomResource(resourceScope, 'Resource', {
      serviceToken: handler.functionArn,
      resourceType: 'Custom::TwilioPhoneNumber',
      serviceTimeout: SERVICE_TIMEOUT,
      properties,
    });
    resource.node.addDependency(handler, policy, ...secretsUsed(secrets), ...dependencies);
  });
}

/**
 * Lets the function store the previous settings of numbers. Another list of numbers, or another key, creates another
 * policy. CloudFormation deletes the custom resource of a removed number at the end of a deployment, and after that the
 * old policy that it depends on. An updated policy would no longer name the number's parameter by then
 * (aws/aws-cdk#9840).
 */
function createParameterPolicy(
  scope: Construct,
  role: iam.Role,
  resourceScopes: Construct[],
  encryptionKey?: kms.IKey,
): iam.Policy {
  const stack = Stack.of(scope);
  const ids = resourceScopes.map(({ node }) => node.id).sort();
  const id = `Parameters${hash(JSON.stringify([ids, stack.resolve(encryptionKey?.keyArn)]))}`;
  const policy = new iam.Policy(scope, id, {
    roles: [role],
    statements: [new iam.PolicyStatement({
      actions: ['ssm:GetParameter', 'ssm:PutParameter', 'ssm:DeleteParameter'],
      resources: resourceScopes.map((resourceScope) => {
        const resourceName = parameterNameOf(resourceScope).slice(1);
        return stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName });
      }),
    })],
  });
  // Long parameters need a data key.
  // Source: AWS Systems Manager, "AWS KMS encryption for Parameter Store SecureString parameters".
  grantKeyThrough('ssm', stack.region, encryptionKey, policy, ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey']);
  return policy;
}

/** Made of the path in the stack, as the logical id is: the stack may move within the app. */
function parameterNameOf({ node }: Construct): string {
  const stack = Stack.of(node.scope!);
  return `/cdk-twilio-sms-gateway/${stack.stackName}/${hash(node.path.slice(stack.node.path.length), 16)}`;
}

function createHandler(scope: Construct, role: iam.Role, props: PhoneNumberResourcesProps): lambda.Function {
  const { encryptionKey } = props;
  const { authTokenSecret, signingKeySecret, apiKeySecret } = props.secrets;
  const handler = createGatewayFunction(scope, {
    role,
    description: 'Points Twilio numbers at the gateway and restores their previous settings',
    code: gatewayCode(undefined, lambdaFiles('phone-numbers')),
    handler: PHONE_NUMBERS_HANDLER,
    environment: {
      ...(authTokenSecret
        ? { [SECRET_ARN_ENV]: authTokenSecret.secretArn }
        : { [SIGNING_KEY_SECRET_ARN_ENV]: signingKeySecret!.secretArn }),
      ...(apiKeySecret && { [API_KEY_SECRET_ARN_ENV]: apiKeySecret.secretArn }),
      ...(encryptionKey && { [PARAMETER_KEY_ENV]: encryptionKey.keyArn }),
    },
    encryptionKey,
    timeout: TIMEOUT,
  });
  // A request must not change a number after CloudFormation has stopped waiting for it.
  handler.configureAsyncInvoke({ maxEventAge: SERVICE_TIMEOUT, retryAttempts: 2 });
  if (apiKeySecret) { grantReadSecret(apiKeySecret, role, ['AWSCURRENT']); }
  // `connect` keeps the previous settings beside the key that verifies messages, which the function does not need.
  const stages = apiKeySecret ? [PREVIOUS_SETTINGS_STAGE] : ['AWSCURRENT', PREVIOUS_SETTINGS_STAGE];
  grantReadSecret(authTokenSecret ?? signingKeySecret!, role, stages);
  return handler;
}

/** The secrets that the function reads. */
function secretsUsed({ authTokenSecret, signingKeySecret, apiKeySecret }: PhoneNumberSecrets): IDependable[] {
  return [authTokenSecret ?? signingKeySecret!, ...(apiKeySecret ? [apiKeySecret] : [])];
}

/**
 * Made of the number instead of its position, so that another order changes nothing. Hashed, since ids are widely
 * visible. A number has settings of its own in each region of Twilio, so another region is another resource.
 */
function idOf(scope: Construct, phoneNumber: MessageSource, twilioRegion?: string): string {
  const kind = phoneNumber.e164 === undefined ? 'MessagingService' : 'Number';
  const region = regionName(twilioRegion);
  return `${kind}${hash(keyOf(scope, phoneNumber) + (region === regionName() ? '' : region))}`;
}

function hash(text: string, length = 8): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}
