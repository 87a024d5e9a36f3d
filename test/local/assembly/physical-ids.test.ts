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
  { reference: { Ref: 'Orders' }, id: 'https://sqs.us-east-1.amazonaws.com/000000000000/Orders' },
  { reference: { 'Fn::GetAtt': ['Orders', 'Arn'] }, id: `arn:aws:sqs:${ACCOUNT}:Orders` },
  { reference: { 'Fn::GetAtt': ['Orders', 'QueueName'] }, id: 'Orders' },
  { reference: { Ref: 'Named' }, id: 'https://sqs.us-east-1.amazonaws.com/000000000000/mine.fifo' },
  { reference: { Ref: 'Fifo' }, id: 'https://sqs.us-east-1.amazonaws.com/000000000000/Fifo.fifo' },
  { reference: { Ref: 'Topic' }, id: `arn:aws:sns:${ACCOUNT}:Topic.fifo` },
  { reference: { Ref: 'Bus' }, id: 'texts' },
  { reference: { 'Fn::GetAtt': ['Bus', 'Arn'] }, id: `arn:aws:events:${ACCOUNT}:event-bus/texts` },
  { reference: { Ref: 'Flow' }, id: `arn:aws:states:${ACCOUNT}:stateMachine:Flow` },
  { reference: { 'Fn::GetAtt': ['Flow', 'Name'] }, id: 'Flow' },
  { reference: { Ref: 'Fn' }, id: 'Fn' },
  { reference: { 'Fn::GetAtt': ['Fn', 'Arn'] }, id: `arn:aws:lambda:${ACCOUNT}:function:Fn` },
  { reference: { Ref: 'Live' }, id: `arn:aws:lambda:${ACCOUNT}:function:Fn:live` },
  { reference: { Ref: 'Version' }, id: `arn:aws:lambda:${ACCOUNT}:function:Fn:1` },
  { reference: { 'Fn::GetAtt': ['Orders', 'Other'] }, id: 'local-Orders-Other' },
  { reference: { 'Fn::GetAtt': ['Odd', 'Arn'] }, id: `arn:aws:unknown:${ACCOUNT}:local-Odd` },
])("the value of $reference has AWS's form", ({ reference, id }) => {
  expect(resolve(reference, template)).toBe(id);
});
