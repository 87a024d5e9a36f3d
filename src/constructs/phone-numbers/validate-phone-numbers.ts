import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { hasCredentials, isHttpsUrl } from '../https-url';
import type { MessageSource } from './message-source';
import { E164, MESSAGING_SERVICE_SID } from '../../shared/env';
import type { TwilioSmsGatewayProps } from '../twilio-sms-gateway';
import type { WebhookEndpointConfig } from '../webhook-endpoints/webhook-endpoint';

/**
 * The role's policies name a parameter for each, twice while all are exchanged for others, and may have 10,240 characters together: enough
 * for a stack's name of 75 characters. Source: IAM, "IAM and AWS STS quotas".
 */
const MOST = 25;

/**
 * Checks what the stack is to point at the gateway; values that are tokens are taken as they are.
 *
 * @throws Error for what could never be deployed
 */
export function validatePhoneNumbers(scope: Construct, { phoneNumbers = [], authTokenSecret, removalPolicy }: TwilioSmsGatewayProps): void {
  if (phoneNumbers.length === 0) { return; }

  const { path } = scope.node;
  if (!authTokenSecret) {
    const isKept = removalPolicy === undefined || removalPolicy === RemovalPolicy.RETAIN;
    throw new Error(
      `${path}: phoneNumbers needs an authTokenSecret that holds the auth token, got none: the secret that the gateway creates is empty at first, so the stack could never be deployed. ` +
      `1. Deploy without phoneNumbers${isKept ? '' : ' and with removalPolicy RETAIN, or the next deployment deletes the secret'}. ` +
      `2. Run "npx cdk-twilio-sms-gateway connect ${Stack.of(scope).stackName} --only secret". ` +
      '3. Give that secret as authTokenSecret, secretsmanager.Secret.fromSecretCompleteArn(this, \'AuthToken\', <the output AuthTokenSecretArn>), together with phoneNumbers, and deploy again.');
  }
  if (phoneNumbers.length > MOST) {
    throw new Error(`${path}: phoneNumbers must be at most ${MOST}, got ${phoneNumbers.length}. Put the numbers into a Messaging Service and give MessageSource.messagingService().`);
  }
  phoneNumbers.forEach((phoneNumber) => validatePhoneNumber(path, phoneNumber));
  const keys = phoneNumbers.map((phoneNumber) => keyOf(scope, phoneNumber));
  const twice = keys.filter((key, i) => keys.indexOf(key) !== i);
  if (twice.length > 0) {
    throw new Error(`${path}: phoneNumbers must name each number once, got ${twice.join(', ')} several times. Leave out the repeats.`);
  }
}

/**
 * Checks that numbers are pointed at what is there.
 *
 * @throws Error for an endpoint that is deployed after the gateway's stack, which would have to wait for it
 */
export function checkCanBePointedAt(scope: Construct, { isDeployedLater }: WebhookEndpointConfig): void {
  if (isDeployedLater) {
    throw new Error(
      `${scope.node.path}: phoneNumbers points numbers at an endpoint that is there, got one that is in a stack of its own and can only be deployed after the gateway's stack. ` +
      'Create its API in the gateway\'s stack, or leave phoneNumbers out and run "npx cdk-twilio-sms-gateway connect <stack>" once both are deployed.');
  }
}

/** The number, or the SID of the Messaging Service. */
export function nameOf({ e164, messagingServiceSid }: MessageSource): string {
  return e164 ?? messagingServiceSid!;
}

/** What a number, or a Messaging Service, is told apart by at synth: its name, and of a token what that is in the template. */
export function keyOf(scope: Construct, phoneNumber: MessageSource): string {
  const name: unknown = Stack.of(scope).resolve(nameOf(phoneNumber));
  return typeof name === 'string' ? name : JSON.stringify(name);
}

function validatePhoneNumber(path: string, { e164, messagingServiceSid, fallbackUrl }: MessageSource): void {
  if (isKnown(e164) && !E164.test(e164)) {
    throw new Error(`${path}: a phone number must be in E.164 form, got ${JSON.stringify(e164)}. Give "+", the country code and the number, without blanks, such as "+15551234567".`);
  }
  if (isKnown(messagingServiceSid) && !MESSAGING_SERVICE_SID.test(messagingServiceSid)) {
    throw new Error(`${path}: a Messaging Service must be given by its SID, got ${JSON.stringify(messagingServiceSid)}. It is "MG" and 32 hexadecimal digits: Twilio Console, Messaging > Services.`);
  }
  if (isKnown(fallbackUrl)) {
    validateFallbackUrl(path, fallbackUrl);
  }
}

function validateFallbackUrl(path: string, url: string): void {
  if (!isHttpsUrl(url)) {
    throw new Error(`${path}: fallbackUrl must be an absolute https URL, got ${JSON.stringify(url)}. Give a URL such as https://sms.example.com/fallback.`);
  }
  const parsed = new URL(url);
  if (hasCredentials(parsed)) {
    throw new Error(`${path}: fallbackUrl must be without credentials, which would be in the template, got a URL of ${parsed.host} with a user name or password. Twilio signs its requests: check the signature instead.`);
  }
}

function isKnown(value?: string): value is string {
  return value !== undefined && !Token.isUnresolved(value);
}
