import { CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ReplyMode, type TwilioSmsGatewayProps } from '../../src';
import { gatewayIn } from '../support/synthesize';

const anyToken = () => Lazy.string({ produce: () => 'not known before deployment' });

describe('an error says what it got and what to do', () => {
  test.each<{ name: string; props: TwilioSmsGatewayProps; message: RegExp }>([
    {
      name: 'a webhookUrl over http',
      props: { webhookUrl: 'http://example.com/sms' },
      message: /^Stack\/Sms: webhookUrl must be an absolute https URL, got "http:.*exactly as Twilio calls it/,
    },
    {
      name: 'a webhookUrl without a scheme',
      props: { webhookUrl: 'example.com/sms' },
      message: /must be an absolute https URL/,
    },
    {
      name: 'a webhookUrl without a host',
      props: { webhookUrl: 'https:///sms' },
      message: /must be an absolute https URL/,
    },
    {
      name: 'a webhookUrl with an impossible host',
      props: { webhookUrl: 'https://exa%mple.com/sms' },
      message: /must be an absolute https URL/,
    },
    {
      name: 'a webhookUrl with a blank',
      props: { webhookUrl: 'https://example.com/sms ' },
      message: /must be an absolute https URL/,
    },
    { name: 'an empty webhookUrl', props: { webhookUrl: '' }, message: /must be an absolute https URL, got ""/ },
    {
      name: 'a webhookUrl with a password',
      props: { webhookUrl: 'https://me:hunter2@example.com/sms' },
      message: /must not contain credentials, got a URL of example\.com/,
    },
    {
      name: 'a webhookUrl with a user name',
      props: { webhookUrl: 'https://me@example.com/sms' },
      message: /must not contain credentials/,
    },
    {
      name: 'an empty errorReply',
      props: { errorReply: '' },
      message: /errorReply must have 1 to 1600 characters, got a blank body/,
    },
    { name: 'a blank errorReply', props: { errorReply: ' \n' }, message: /got a blank body/ },
    { name: 'a long errorReply', props: { errorReply: 'x'.repeat(1601) }, message: /got 1601\. Shorten it/ },
    {
      name: 'a variable of the gateway',
      props: { environment: { TWILIO_GATEWAY_SECRET_ARN: 'x', OK: 'y' } },
      message: /environment must not have names that start with TWILIO_GATEWAY_.*got TWILIO_GATEWAY_SECRET_ARN\./,
    },
    {
      name: 'a variable of Lambda, by aws-cdk-lib',
      props: { environment: { AWS_REGION: 'x' } },
      message: /AWS_REGION environment variable is reserved/,
    },
    {
      name: 'no time at all',
      props: { timeout: Duration.seconds(0) },
      message: /timeout must be a whole number of seconds from 1 to 900, got 0\./,
    },
    { name: 'less than a second', props: { timeout: Duration.millis(500) }, message: /got 0\.5/ },
    {
      name: 'a second and a half',
      props: { timeout: Duration.millis(1500) },
      message: /^Stack\/Sms: timeout must be a whole number of seconds from 1 to 900, got 1\.5\. /,
    },
    { name: 'more time than Lambda has', props: { timeout: Duration.minutes(16) }, message: /got 960/ },
  ])('$name is rejected', ({ props, message }) => {
    expect(() => gatewayIn(props)).toThrow(message);
  });

  test('a password is not repeated', () => {
    expect(() => gatewayIn({ webhookUrl: 'https://me:hunter2@example.com/sms' })).not.toThrow(/hunter2/);
  });
});

describe('accepted', () => {
  test.each<{ name: string; props: (stack: Stack) => TwilioSmsGatewayProps }>([
    {
      name: 'a webhookUrl with port, query string and connection overrides',
      props: () => ({ webhookUrl: 'https://example.com:8443/sms?a=%20b#rc=2&rp=all' }),
    },
    { name: 'a webhookUrl without a path', props: () => ({ webhookUrl: 'https://example.com' }) },
    { name: 'a webhookUrl that is a token', props: () => ({ webhookUrl: anyToken() }) },
    { name: 'a webhookUrl with a token in it', props: () => ({ webhookUrl: `https://${anyToken()}/sms` }) },
    { name: 'an errorReply of one character', props: () => ({ errorReply: '!' }) },
    { name: 'an errorReply of 1,600 characters', props: () => ({ errorReply: 'x'.repeat(1600) }) },
    { name: 'an errorReply that is a token', props: () => ({ errorReply: anyToken() }) },
    { name: 'a timeout of a second', props: () => ({ timeout: Duration.seconds(1) }) },
    {
      name: 'a timeout that is a token',
      props: (stack) => ({
        timeout: Duration.seconds(new CfnParameter(stack, 'Seconds', { type: 'Number' }).valueAsNumber),
      }),
    },
  ])('$name is accepted without a warning', ({ props }) => {
    const { stack } = gatewayIn(props);

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('a timeout above the one of Twilio gets a warning', () => {
  const { stack } = gatewayIn({ timeout: Duration.seconds(16) });

  Annotations.fromStack(stack).hasWarning('/Stack/Sms', Match.stringLikeRegexp(
    'timeout is 16 seconds.*cdk-twilio-sms-gateway:timeoutAboveTwilios'));
});

describe('reservedConcurrentExecutions', () => {
  test.each([
    { reservedConcurrentExecutions: 1 },
    { reservedConcurrentExecutions: 500 },
  ])('of $reservedConcurrentExecutions gets a warning that requests above it are throttled', ({ reservedConcurrentExecutions }) => {
    const { stack, template } = gatewayIn({ reservedConcurrentExecutions });

    Annotations.fromStack(stack).hasWarning('/Stack/Sms', Match.stringLikeRegexp(
      `limits the webhook function to ${reservedConcurrentExecutions} concurrent requests.*5xx.*fallback URL.*messages per second x seconds per message.*cdk-twilio-sms-gateway:reservedConcurrency`));
    template().hasResourceProperties('AWS::Lambda::Function', {
      ReservedConcurrentExecutions: reservedConcurrentExecutions,
    });
  });

  test('applies to the webhook function only: a worker has maxConcurrency', () => {
    const { template } = gatewayIn({ reservedConcurrentExecutions: 5, replyMode: ReplyMode.asynchronous() });

    expect(Object.values(template().findResources('AWS::Lambda::Function')).map(({ Properties }) => Properties.ReservedConcurrentExecutions).filter(Boolean))
      .toEqual([5]);
  });

  test.each([
    { reservedConcurrentExecutions: 0 },
    { reservedConcurrentExecutions: -1 },
    { reservedConcurrentExecutions: 1.5 },
  ])('of $reservedConcurrentExecutions is rejected', ({ reservedConcurrentExecutions }) => {
    expect(() => gatewayIn({ reservedConcurrentExecutions }))
      .toThrow(`Stack/Sms: reservedConcurrentExecutions must be a whole number of at least 1, got ${reservedConcurrentExecutions}.`);
  });
});
