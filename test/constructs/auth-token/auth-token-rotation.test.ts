import { CfnParameter, Duration } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { gatewayIn, statementsOf } from '../../support/synthesize';

const SECRET = { Ref: expect.stringMatching(/^SmsAuthTokenSecret/) };

describe('a rotated secret', () => {
  const { stack, template } = gatewayIn({ authTokenRotation: {} });

  test('has the type that Secrets Manager rotates, and is otherwise unchanged: the user\'s token stays', () => {
    const [rotated] = Object.values(template().findResources('AWS::SecretsManager::Secret'));
    const [plain] = Object.values(gatewayIn().template().findResources('AWS::SecretsManager::Secret'));

    expect(rotated).toEqual({ ...plain, Properties: { ...plain.Properties, Type: 'TwilioAuthToken' } });
    expect(Object.keys(template().findResources('AWS::SecretsManager::Secret')))
      .toEqual(Object.keys(gatewayIn().template().findResources('AWS::SecretsManager::Secret')));
  });

  test('is rotated every 30 days after its deployment, and the new token is current as soon as Twilio signs with it', () => {
    template().hasResource('AWS::SecretsManager::RotationSchedule', {
      Properties: {
        SecretId: { Ref: Match.stringLikeRegexp('^SmsAuthTokenSecret') },
        ExternalSecretRotationMetadata: [{ Key: 'propagationDelaySeconds', Value: '0' }],
        ExternalSecretRotationRoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SmsAuthTokenRotationRole'), 'Arn'] },
        RotationRules: { AutomaticallyAfterDays: 30 },
        RotateImmediatelyOnUpdate: false,
        RotationLambdaARN: Match.absent(),
      },
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SmsAuthTokenRotationRoleDefaultPolicy')]),
    });
  });

  test('is rotated by Secrets Manager only, for this secret of this account only', () => {
    const [[, role]] = Object.entries(template().findResources('AWS::IAM::Role')).filter(([id]) => id.startsWith('SmsAuthTokenRotationRole'));

    expect(role.Properties.AssumeRolePolicyDocument.Statement).toEqual([{
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'secretsmanager.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
        ArnLike: { 'aws:SourceArn': SECRET },
      },
    }]);
    expect(role.Properties.ManagedPolicyArns).toBeUndefined();
  });

  test('is the only resource of the role', () => {
    const plain = statementsOf(gatewayIn().template());
    const added = statementsOf(template()).filter((statement) =>
      !plain.some((other) => JSON.stringify(other) === JSON.stringify(statement)));

    expect(added).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: SECRET,
      },
      { Effect: 'Allow', Action: 'secretsmanager:GetRandomPassword', Resource: '*' },
    ]);
  });

  test('gets no warning', () => {
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

test('without the prop there is neither a rotation nor a role for it', () => {
  gatewayIn().template().resourceCountIs('AWS::SecretsManager::RotationSchedule', 0);
  gatewayIn().template().resourceCountIs('AWS::IAM::Role', 1);
});

test('interval and first rotation can be chosen', () => {
  gatewayIn({ authTokenRotation: { automaticallyAfter: Duration.days(7), rotateImmediately: true } }).template()
    .hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: 7 },
      RotateImmediatelyOnUpdate: true,
    });
});

test.each([
  { interval: '1 day', automaticallyAfter: Duration.days(1) },
  { interval: '48 hours', automaticallyAfter: Duration.hours(48) },
  { interval: '1,000 days', automaticallyAfter: Duration.days(1000) },
])('an interval of $interval is accepted', ({ automaticallyAfter }) => {
  gatewayIn({ authTokenRotation: { automaticallyAfter } }).template()
    .hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
      RotationRules: { AutomaticallyAfterDays: automaticallyAfter.toDays() },
    });
});

test('an interval that is a token is accepted', () => {
  const { template } = gatewayIn((stack) => ({
    authTokenRotation: {
      automaticallyAfter: Duration.days(new CfnParameter(stack, 'Days', { type: 'Number' }).valueAsNumber),
    },
  }));

  template().hasResourceProperties('AWS::SecretsManager::RotationSchedule', {
    RotationRules: { AutomaticallyAfterDays: { Ref: 'Days' } },
  });
});

test.each([
  { interval: '0 days', automaticallyAfter: Duration.days(0), days: 0 },
  { interval: '36 hours', automaticallyAfter: Duration.hours(36), days: 1.5 },
  { interval: '1,001 days', automaticallyAfter: Duration.days(1001), days: 1001 },
])('an interval of $interval is rejected', ({ automaticallyAfter, days }) => {
  expect(() => gatewayIn({ authTokenRotation: { automaticallyAfter } }))
    .toThrow(`Stack/Sms: authTokenRotation.automaticallyAfter must be 1 to 1000 whole days, got ${days}. Use for example Duration.days(30)`);
});

test('the user\'s secret is rejected: its owner sets up the rotation', () => {
  expect(() => gatewayIn((stack) => ({
    authTokenSecret: new secretsmanager.Secret(stack, 'Token'),
    authTokenRotation: {},
  })))
    .toThrow('Stack/Sms: authTokenRotation and authTokenSecret are both set, '
      + 'but rotation works only for the secret that the gateway creates. Leave one');
});
