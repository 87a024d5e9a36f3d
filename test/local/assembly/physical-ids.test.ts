import { Template } from '../../../src/local/assembly/cloud-assembly';
import { resolve } from '../../../src/local/assembly/intrinsics';

const template: Template = {
  Resources: {
    Orders: { Type: 'AWS::SQS::Queue' },
    Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mine.fifo', FifoQueue: true } },
    Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Topic: { Type: 'AWS::SNS::Topic', Properties: { FifoTopic: true } },
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'texts' } },
    Flow: { Type: 'AWS::StepFunctions::StateMachine' },
    Fn: { Type: 'AWS::Lambda::Function' },
    Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Fn' }, Name: 'live' } },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Fn' } } },
    Odd: { Type: 'Custom' },
  },
};

const ACCOUNT = 'us-east-1:000000000000';

test.each([
  [{ Ref: 'Orders' }, 'https://sqs.us-east-1.amazonaws.com/000000000000/Orders'],
  [{ 'Fn::GetAtt': ['Orders', 'Arn'] }, `arn:aws:sqs:${ACCOUNT}:Orders`],
  [{ 'Fn::GetAtt': ['Orders', 'QueueName'] }, 'Orders'],
  [{ Ref: 'Named' }, 'https://sqs.us-east-1.amazonaws.com/000000000000/mine.fifo'],
  [{ Ref: 'Fifo' }, 'https://sqs.us-east-1.amazonaws.com/000000000000/Fifo.fifo'],
  [{ Ref: 'Topic' }, `arn:aws:sns:${ACCOUNT}:Topic.fifo`],
  [{ Ref: 'Bus' }, 'texts'],
  [{ 'Fn::GetAtt': ['Bus', 'Arn'] }, `arn:aws:events:${ACCOUNT}:event-bus/texts`],
  [{ Ref: 'Flow' }, `arn:aws:states:${ACCOUNT}:stateMachine:Flow`],
  [{ 'Fn::GetAtt': ['Flow', 'Name'] }, 'Flow'],
  [{ Ref: 'Fn' }, 'Fn'],
  [{ 'Fn::GetAtt': ['Fn', 'Arn'] }, `arn:aws:lambda:${ACCOUNT}:function:Fn`],
  [{ Ref: 'Live' }, `arn:aws:lambda:${ACCOUNT}:function:Fn:live`],
  [{ Ref: 'Version' }, `arn:aws:lambda:${ACCOUNT}:function:Fn:1`],
  [{ 'Fn::GetAtt': ['Orders', 'Other'] }, 'local-Orders-Other'],
  [{ 'Fn::GetAtt': ['Odd', 'Arn'] }, `arn:aws:unknown:${ACCOUNT}:local-Odd`],
])('%j is of the form that AWS gives it', (reference, id) => {
  expect(resolve(reference, template)).toBe(id);
});
