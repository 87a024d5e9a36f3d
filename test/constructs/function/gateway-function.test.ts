import { Match } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { gatewayIn, statementsOf } from '../../support/synthesize';

test('the function runs Node.js 24 on ARM, logs JSON and has the timeout of Twilio', () => {
  gatewayIn().template().hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs24.x',
    Handler: 'gateway.handler',
    Architectures: ['arm64'],
    MemorySize: 256,
    Timeout: 15,
    LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: Match.stringLikeRegexp('^SmsLogGroup') } },
    TracingConfig: Match.absent(),
    Layers: Match.absent(),
  });
});

test('the role has no managed policy, since Lambda\'s allows all log groups', () => {
  gatewayIn().template().hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: Match.absent(),
    AssumeRolePolicyDocument: Match.objectLike({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    }),
  });
});

test('the function waits for its policy, since it reads the secret while it starts', () => {
  gatewayIn().template().hasResource('AWS::Lambda::Function', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^SmsRoleDefaultPolicy')]),
  });
});

test('its log group keeps lines for a month and is removed with the stack', () => {
  gatewayIn().template().hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 30 },
    DeletionPolicy: 'Delete',
  });
});

test('it may write to its own log group and no other', () => {
  expect(statementsOf(gatewayIn().template())).toContainEqual({
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Resource: { 'Fn::GetAtt': [expect.stringMatching(/^SmsLogGroup/), 'Arn'] },
  });
});

test('the user\'s log group is used instead', () => {
  const { stack, template } = gatewayIn((s) => ({ logGroup: new logs.LogGroup(s, 'Mine') }));
  const mine = stack.resolve((stack.node.findChild('Mine') as logs.LogGroup).logGroupName);

  template().resourceCountIs('AWS::Logs::LogGroup', 2); // the other is the API's
  template().hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: mine } });
  expect(statementsOf(template())).toContainEqual(expect.objectContaining({
    Resource: { 'Fn::GetAtt': [mine.Ref, 'Arn'] },
  }));
});
