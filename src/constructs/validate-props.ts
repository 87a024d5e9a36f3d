import { Annotations, Duration, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { validateAdditionalAuthTokens } from './auth-token/additional-auth-tokens';
import { unknownAlias } from './keys/key-alias';
import { validatePhoneNumbers } from './phone-numbers/validate-phone-numbers';
import type { TwilioSmsGatewayProps } from './twilio-sms-gateway-props';
import { hasCredentials, isHttpsUrl } from './validation/https-url';
import { validateBody } from './validation/validate-body';
import { TWILIO_TIMEOUT_MILLIS } from '../shared/twilio-limits';

/** Longest time-out of a function, in seconds. Source: AWS Lambda, "Lambda quotas". */
const MAX_LAMBDA_TIMEOUT = 900;

/**
 * Checks what is known at synth. Tokens are accepted unchecked.
 *
 * @throws Error for a gateway that could not work
 */
export function validateProps(scope: Construct, props: TwilioSmsGatewayProps): void {
  validateAuthToken(scope, props);
  validateAdditionalAuthTokens(scope, props);
  validateWebhookUrl(scope, props.webhookUrl);
  validateBody(`${scope.node.path}: errorReply`, props.errorReply,
    'the webhook then answers 500, and Twilio calls the number\'s fallback URL');
  validateTimeout(scope, props.timeout);
  validateEncryptionKey(scope, props.encryptionKey);
  validateConcurrency(scope, props.reservedConcurrentExecutions);
  validatePhoneNumbers(scope, props);
}

function validateAuthToken(scope: Construct, props: TwilioSmsGatewayProps): void {
  const { authTokenSecret, authTokenRotation, signingKeySecret, apiKeySecret } = props;
  if (authTokenSecret && authTokenRotation) {
    throw new Error(
      `${scope.node.path}: ` +
      'authTokenRotation and authTokenSecret are both set, ' +
      'but rotation works only for the secret that the gateway creates. ' +
      'Leave one of them out, or set up the rotation where you create that secret.');
  }
  if (authTokenRotation && signingKeySecret && apiKeySecret) {
    throw new Error(
      `${scope.node.path}: ` +
      'authTokenRotation must not be set together with signingKeySecret and apiKeySecret, ' +
      'got all three. With these secrets the gateway has no auth token to rotate. ' +
      'Leave authTokenRotation out. To rotate the API key, set up the rotation where you create its secret.');
  }
  validateDistinct(scope, { authTokenSecret, signingKeySecret, apiKeySecret });
}

/** Each secret has a format of its own. */
function validateDistinct(scope: Construct, secrets: Record<string, secretsmanager.ISecret | undefined>): void {
  const given = Object.entries(secrets).filter(([, secret]) => secret !== undefined);
  given.forEach(([name, secret], i) => {
    const [same] = given.slice(0, i).find(([, other]) => other === secret) ?? [];
    if (same !== undefined) {
      throw new Error(
        `${scope.node.path}: ` +
        `${same} and ${name} must be two secrets, got the same one. ` +
        'Each has another format. Store the values in two secrets.');
    }
  });
}

function validateWebhookUrl(scope: Construct, url?: string): void {
  if (url === undefined || Token.isUnresolved(url)) { return; }

  const remedy = 'Give the URL exactly as Twilio calls it, such as https://sms.example.com/sms.';
  if (!isHttpsUrl(url)) {
    throw new Error(
      `${scope.node.path}: webhookUrl must be an absolute https URL, got ${JSON.stringify(url)}. ${remedy}`);
  }
  const parsed = new URL(url);
  if (hasCredentials(parsed)) {
    throw new Error(
      `${scope.node.path}: webhookUrl must not contain credentials, ` +
      `got a URL of ${parsed.host} with a user name or password. ${remedy}`);
  }
}

function validateTimeout(scope: Construct, timeout?: Duration): void {
  if (timeout === undefined || timeout.isUnresolved()) { return; }

  const twilioSeconds = TWILIO_TIMEOUT_MILLIS / 1000;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > MAX_LAMBDA_TIMEOUT) {
    throw new Error(
      `${scope.node.path}: ` +
      `timeout must be a whole number of seconds from 1 to ${MAX_LAMBDA_TIMEOUT}, got ${seconds}. ` +
      `Leave it out for ${twilioSeconds} seconds, which is how long Twilio waits.`);
  }
  if (seconds > twilioSeconds) {
    Annotations.of(scope).addWarningV2(
      'cdk-twilio-sms-gateway:timeoutAboveTwilios',
      `timeout is ${seconds} seconds, but Twilio waits only ${twilioSeconds} seconds for an answer. ` +
      'The gateway stops waiting for the reply handler before that, whatever the timeout of the function is. ' +
      `Set at most ${twilioSeconds} seconds, or use ReplyMode.asynchronous() for a slow reply handler.`);
  }
}

/** A log group accepts only the ARN of a key. Source: AWS CloudFormation, "AWS::Logs::LogGroup KmsKeyId". */
function validateEncryptionKey(scope: Construct, key?: kms.IKey): void {
  const alias = key && unknownAlias(key);
  if (alias !== undefined) {
    throw new Error(
      `${scope.node.path}: ` +
      `encryptionKey must be a key, or an alias whose key the app knows, got ${alias} with an unknown key. ` +
      'Log groups are encrypted with the ARN of a key. ' +
      `Look the key up with kms.Key.fromLookup(this, 'Key', { aliasName: '${alias}' }), ` +
      'or import it with kms.Key.fromKeyArn.');
  }
}

function validateConcurrency(scope: Construct, reserved?: number): void {
  if (reserved === undefined) { return; }

  const isKnown = !Token.isUnresolved(reserved);
  if (isKnown && (!Number.isInteger(reserved) || reserved < 1)) {
    throw new Error(
      `${scope.node.path}: reservedConcurrentExecutions must be a whole number of at least 1, got ${reserved}. ` +
      'Leave it out to share the account\'s unreserved concurrency.');
  }
  Annotations.of(scope).addWarningV2(
    'cdk-twilio-sms-gateway:reservedConcurrency',
    `reservedConcurrentExecutions limits the webhook function to ${isKnown ? reserved : 'this number of'} concurrent ` +
    'requests, forged ones included. ' +
    'Requests above it are throttled, with a 5xx from an API or a 429 from a function URL. ' +
    'Twilio does not retry them: it calls the number\'s fallback URL, or the message stays unanswered. ' +
    'Required concurrency = messages per second x seconds per message. ' +
    'The alarm "throttles" goes off when requests are throttled. ' +
    'If this limit is high enough, acknowledge this warning.');
}
