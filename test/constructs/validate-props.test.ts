import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ReplyMode, type TwilioSmsGatewayProps } from '../../src';
import { gatewayIn } from '../support/synthesize';

const anyToken = () => Lazy.string({ produce: () => 'not known before deployment' });

describe('rejected, with what was got and what to do', () => {
  test.each<[string, TwilioSmsGatewayProps, RegExp]>([
    ['a webhookUrl over http', { webhookUrl: 'http://example.com/sms' }, /^Stack\/Sms: webhookUrl must be an absolute https URL, got "http:.*exactly as Twilio calls it/],
    ['a webhookUrl without a scheme', { webhookUrl: 'example.com/sms' }, /must be an absolute https URL/],
    ['a webhookUrl without a host', { webhookUrl: 'https:///sms' }, /must be an absolute https URL/],
    ['a webhookUrl with an impossible host', { webhookUrl: 'https://exa%mple.com/sms' }, /must be an absolute https URL/],
    ['a webhookUrl with a blank', { webhookUrl: 'https://example.com/sms ' }, /must be an absolute https URL/],
    ['an empty webhookUrl', { webhookUrl: '' }, /must be an absolute https URL, got ""/],
    ['a webhookUrl with a password', { webhookUrl: 'https://me:hunter2@example.com/sms' }, /must not contain credentials, got a URL of example\.com/],
    ['a webhookUrl with a user name', { webhookUrl: 'https://me@example.com/sms' }, /must not contain credentials/],
    ['an empty errorReply', { errorReply: '' }, /errorReply must have 1 to 1600 characters, got a blank body/],
    ['a blank errorReply', { errorReply: ' \n' }, /got a blank body/],
    ['a long errorReply', { errorReply: 'x'.repeat(1601) }, /got 1601\. Shorten it/],
    ['a variable of the gateway', { environment: { TWILIO_GATEWAY_SECRET_ARN: 'x', OK: 'y' } }, /environment must not have names that start with TWILIO_GATEWAY_.*got TWILIO_GATEWAY_SECRET_ARN\./],
    ['a variable of Lambda, by aws-cdk-lib', { environment: { AWS_REGION: 'x' } }, /AWS_REGION environment variable is reserved/],
    ['no time at all', { timeout: Duration.seconds(0) }, /timeout must be a whole number of seconds from 1 to 900, got 0\./],
    ['less than a second', { timeout: Duration.millis(500) }, /got 0\.5/],
    ['a second and a half', { timeout: Duration.millis(1500) }, /^Stack\/Sms: timeout must be a whole number of seconds from 1 to 900, got 1\.5\. /],
    ['more time than Lambda has', { timeout: Duration.minutes(16) }, /got 960/],
  ])('%s', (_, props, message) => {
    expect(() => gatewayIn(props)).toThrow(message);
  });

  test('a password is not repeated', () => {
    expect(() => gatewayIn({ webhookUrl: 'https://me:hunter2@example.com/sms' })).not.toThrow(/hunter2/);
  });
});

describe('taken', () => {
  test.each<[string, (stack: Stack) => TwilioSmsGatewayProps]>([
    ['a webhookUrl with port, query string and connection overrides', () => ({ webhookUrl: 'https://example.com:8443/sms?a=%20b#rc=2&rp=all' })],
    ['a webhookUrl without a path', () => ({ webhookUrl: 'https://example.com' })],
    ['a webhookUrl that is a token', () => ({ webhookUrl: anyToken() })],
    ['a webhookUrl with a token in it', () => ({ webhookUrl: `https://${anyToken()}/sms` })],
    ['an errorReply of one character', () => ({ errorReply: '!' })],
    ['an errorReply of 1,600 characters', () => ({ errorReply: 'x'.repeat(1600) })],
    ['an errorReply that is a token', () => ({ errorReply: anyToken() })],
    ['a timeout of a second', () => ({ timeout: Duration.seconds(1) })],
    ['a timeout that is a token', (stack) => ({ timeout: Duration.seconds(new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber) })],
  ])('%s, without a warning', (_, props) => {
    const { stack } = gatewayIn(props);

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('more time than Twilio waits is warned of', () => {
  const { stack } = gatewayIn({ timeout: Duration.seconds(16) });

  Annotations.fromStack(stack).hasWarning('/Stack/Sms', Match.stringLikeRegexp('timeout is 16 seconds.*cdk-twilio-sms-gateway:timeoutAboveTwilios'));
});

describe('reservedConcurrentExecutions', () => {
  test.each([1, 500])('of %d is warned of, since what comes beyond is turned away', (reservedConcurrentExecutions) => {
    const { stack, template } = gatewayIn({ reservedConcurrentExecutions });

    Annotations.fromStack(stack).hasWarning('/Stack/Sms', Match.stringLikeRegexp(
      `limits the webhook function to ${reservedConcurrentExecutions} concurrent requests.*5xx.*fallback URL.*messages per second x seconds per message.*cdk-twilio-sms-gateway:reservedConcurrency`));
    template().hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: reservedConcurrentExecutions });
  });

  test('is of the webhook\'s function only: a worker has maxConcurrency', () => {
    const { template } = gatewayIn({ reservedConcurrentExecutions: 5, replyMode: ReplyMode.asynchronous() });

    expect(Object.values(template().findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.ReservedConcurrentExecutions).filter(Boolean)).toEqual([5]);
  });

  test.each([0, -1, 1.5])('of %d is rejected', (reservedConcurrentExecutions) => {
    expect(() => gatewayIn({ reservedConcurrentExecutions })).toThrow(`Stack/Sms: reservedConcurrentExecutions must be a whole number of at least 1, got ${reservedConcurrentExecutions}.`);
  });
});
