import { Annotations, Duration, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TWILIO_TIMEOUT } from './gateway-function';
import { hasCredentials, isHttpsUrl } from './https-url';
import { unknownAlias } from './keys/key-alias';
import { validatePhoneNumbers } from './phone-numbers/validate-phone-numbers';
import type { TwilioSmsGatewayProps } from './twilio-sms-gateway';
import { rejectReservedNames } from './validate-environment';
import { validateText } from './validate-text';

/** Longest time-out of a function, in seconds. Source: AWS Lambda, "Lambda quotas". */
const MAX_LAMBDA_TIMEOUT = 900;

/**
 * Checks what can be known at synth; values that are tokens are taken as they are.
 *
 * @throws Error for a gateway that could not work
 */
export function validateProps(scope: Construct, props: TwilioSmsGatewayProps): void {
  validateAuthToken(scope, props);
  validateWebhookUrl(scope, props.webhookUrl);
  validateText(`${scope.node.path}: errorReply`, props.errorReply, 'the webhook then answers 500 and Twilio calls the number\'s fallback URL');
  rejectReservedNames(`${scope.node.path}: environment`, props.environment);
  validateTimeout(scope, props.timeout);
  validateEncryptionKey(scope, props.encryptionKey);
  validateConcurrency(scope, props.reservedConcurrentExecutions);
  validatePhoneNumbers(scope, props);
}

function validateAuthToken(scope: Construct, { authTokenSecret, authTokenRotation }: TwilioSmsGatewayProps): void {
  if (authTokenSecret && authTokenRotation) {
    throw new Error(`${scope.node.path}: authTokenRotation is for the secret that the gateway creates, got it together with authTokenSecret. Leave one of them out, or set up the rotation where that secret is made.`);
  }
}

function validateWebhookUrl(scope: Construct, url?: string): void {
  if (url === undefined || Token.isUnresolved(url)) { return; }

  const advice = 'Give the URL exactly as Twilio calls it, such as https://sms.example.com/sms.';
  if (!isHttpsUrl(url)) {
    throw new Error(`${scope.node.path}: webhookUrl must be an absolute https URL, got ${JSON.stringify(url)}. ${advice}`);
  }
  const parsed = new URL(url);
  if (hasCredentials(parsed)) {
    throw new Error(`${scope.node.path}: webhookUrl must be without credentials, got a URL of ${parsed.host} with a user name or password. ${advice}`);
  }
}

function validateTimeout(scope: Construct, timeout?: Duration): void {
  if (timeout === undefined || timeout.isUnresolved()) { return; }

  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_LAMBDA_TIMEOUT) {
    throw new Error(`${scope.node.path}: timeout must be a whole number of 1 to ${MAX_LAMBDA_TIMEOUT} seconds, got ${seconds}. Leave it out for ${TWILIO_TIMEOUT.toSeconds()} seconds, which is as long as Twilio waits.`);
  }
  if (seconds > TWILIO_TIMEOUT.toSeconds()) {
    Annotations.of(scope).addWarningV2(
      'cdk-twilio-sms-gateway:timeoutAboveTwilios',
      `timeout is ${seconds} seconds, but Twilio waits no longer than ${TWILIO_TIMEOUT.toSeconds()} for an answer: the gateway gives up a reply before that, whatever the function's timeout is.`);
  }
}

/** A log group takes nothing but the ARN of a key. Source: AWS CloudFormation, "AWS::Logs::LogGroup KmsKeyId". */
function validateEncryptionKey(scope: Construct, key?: kms.IKey): void {
  const alias = key && unknownAlias(key);
  if (alias !== undefined) {
    throw new Error(`${scope.node.path}: encryptionKey must be a key, or an alias whose key the app knows, got ${alias} without it: log groups are encrypted with the ARN of a key. Look the key up with kms.Key.fromLookup(this, 'Key', { aliasName: '${alias}' }), or import it with kms.Key.fromKeyArn.`);
  }
}

function validateConcurrency(scope: Construct, reserved?: number): void {
  if (reserved === undefined) { return; }

  if (!Token.isUnresolved(reserved) && (!Number.isInteger(reserved) || reserved < 1)) {
    throw new Error(`${scope.node.path}: reservedConcurrentExecutions must be a whole number of at least 1, got ${reserved}. Leave it out for as many as the account has left.`);
  }
  Annotations.of(scope).addWarningV2(
    'cdk-twilio-sms-gateway:reservedConcurrency',
    `With reservedConcurrentExecutions no more than ${Token.isUnresolved(reserved) ? 'so many' : reserved} texts are worked on at the same time. What comes beyond is turned away, with a 5xx by an API and with 429 by a function URL, and Twilio ` +
    'does not wait: it goes on to the number\'s fallback URL, or the text stays unanswered. A forged request takes a place, too. Needed are texts a second times the seconds that each takes; the alarm throttles tells of each that was turned away. Acknowledge this warning if that is enough.');
}
