import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { MessageSource } from './message-source';
import { E164, MESSAGING_SERVICE_SID } from '../../shared/formats';
import { hasCredentials, isHttpsUrl } from '../validation/https-url';

/** The props of a gateway that `phoneNumbers` depends on. */
interface PhoneNumberProps {
  readonly phoneNumbers?: MessageSource[];
  readonly authTokenSecret?: secretsmanager.ISecret;
  readonly apiKeySecret?: secretsmanager.ISecret;
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * The role's policies name one parameter for each entry, and twice as many while all entries are replaced. Together
 * they may have 10,240 characters: enough for 25 entries in a stack whose name has 75 characters.
 * Source: IAM, "IAM and AWS STS quotas".
 */
const MAX_PHONE_NUMBERS = 25;

/**
 * Checks `phoneNumbers` at synth. Tokens are accepted unchecked.
 *
 * @throws Error for entries that could never be deployed
 */
export function validatePhoneNumbers(scope: Construct, props: PhoneNumberProps): void {
  const { phoneNumbers = [], authTokenSecret, apiKeySecret, removalPolicy } = props;
  if (phoneNumbers.length === 0) { return; }

  const { path } = scope.node;
  if (!authTokenSecret && !apiKeySecret) {
    throw new Error(missingSecret(scope, removalPolicy));
  }
  if (phoneNumbers.length > MAX_PHONE_NUMBERS) {
    throw new Error(
      `${path}: phoneNumbers must have at most ${MAX_PHONE_NUMBERS} entries, got ${phoneNumbers.length}. ` +
      'Put the numbers into a Messaging Service and give MessageSource.messagingService().');
  }
  phoneNumbers.forEach((phoneNumber) => validatePhoneNumber(path, phoneNumber));
  const keys = phoneNumbers.map((phoneNumber) => keyOf(scope, phoneNumber));
  const duplicates = keys.filter((key, i) => keys.indexOf(key) !== i);
  if (duplicates.length > 0) {
    throw new Error(
      `${path}: phoneNumbers must name each number once, got ${duplicates.join(', ')} several times. ` +
      'Remove the repeats.');
  }
}

function missingSecret(scope: Construct, removalPolicy?: RemovalPolicy): string {
  const isRetained = removalPolicy === undefined || removalPolicy === RemovalPolicy.RETAIN;
  const retain = isRetained ? '' : ' and with removalPolicy RETAIN, or the next deployment deletes the secret';
  return `${scope.node.path}: phoneNumbers needs an authTokenSecret that holds the auth token, got none. ` +
    'The secret that the gateway creates is empty at first, so the stack could never be deployed. ' +
    `1. Deploy without phoneNumbers${retain}. ` +
    `2. Run "npx cdk-twilio-sms-gateway connect ${Stack.of(scope).stackName} --only secret". ` +
    '3. Give that secret as authTokenSecret, ' +
    'secretsmanager.Secret.fromSecretCompleteArn(this, \'AuthToken\', <the output AuthTokenSecretArn>), ' +
    'together with phoneNumbers, and deploy again. ' +
    'Or give an apiKeySecret that holds an API key: then no auth token is needed here.';
}

/**
 * Checks that the endpoint exists when the stack points numbers at it.
 *
 * @throws Error for an endpoint that can only be deployed after the gateway's stack
 */
export function assertEndpointIsDeployed(
  scope: Construct,
  { isDeployedLater }: { readonly isDeployedLater?: boolean },
): void {
  if (isDeployedLater) {
    throw new Error(
      `${scope.node.path}: ` +
      'phoneNumbers needs an endpoint that is deployed with the gateway\'s stack, ' +
      'got one in another stack that can only be deployed after it. ' +
      'Create the API in the gateway\'s stack, or leave phoneNumbers out and run "npx cdk-twilio-sms-gateway connect ' +
      '<stack>" once both stacks are deployed.');
  }
}

/** The number, or the SID of the Messaging Service. */
export function nameOf({ e164, messagingServiceSid }: MessageSource): string {
  return e164 ?? messagingServiceSid!;
}

/** Identifies a number or Messaging Service at synth: by its name, or for a token by its expression in the template. */
export function keyOf(scope: Construct, phoneNumber: MessageSource): string {
  const name: unknown = Stack.of(scope).resolve(nameOf(phoneNumber));
  return typeof name === 'string' ? name : JSON.stringify(name);
}

function validatePhoneNumber(path: string, { e164, messagingServiceSid, fallbackUrl }: MessageSource): void {
  if (isKnown(e164) && !E164.test(e164)) {
    throw new Error(
      `${path}: a phone number must be in E.164 format, got ${JSON.stringify(e164)}. ` +
      'Give "+", the country code and the number, without spaces, such as "+15551234567".');
  }
  if (isKnown(messagingServiceSid) && !MESSAGING_SERVICE_SID.test(messagingServiceSid)) {
    throw new Error(
      `${path}: the SID of a Messaging Service must be "MG" and 32 hexadecimal digits, ` +
      `got ${JSON.stringify(messagingServiceSid)}. Copy it from the Twilio Console: Messaging > Services.`);
  }
  if (isKnown(fallbackUrl)) {
    validateFallbackUrl(path, fallbackUrl);
  }
}

function validateFallbackUrl(path: string, url: string): void {
  if (!isHttpsUrl(url)) {
    throw new Error(
      `${path}: fallbackUrl must be an absolute https URL, got ${JSON.stringify(url)}. ` +
      'Give a URL such as https://sms.example.com/fallback.');
  }
  const parsed = new URL(url);
  if (hasCredentials(parsed)) {
    throw new Error(
      `${path}: ` +
      'fallbackUrl must not contain credentials, which would be in the template, ' +
      `got a URL of ${parsed.host} with a user name or password. Twilio signs its requests: ` +
      'check the signature instead.');
  }
}

function isKnown(value?: string): value is string {
  return value !== undefined && !Token.isUnresolved(value);
}
