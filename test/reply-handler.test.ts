import { App, Stack } from 'aws-cdk-lib';
import { ReplyHandler } from '../src';
import { gatewayIn } from './synthesize';

test('echo is a reply handler that can be used by several gateways', () => {
  const echo = ReplyHandler.echo();
  const stack = new Stack(new App(), 'Stack');

  expect(echo).toBeInstanceOf(ReplyHandler);
  expect(echo.bind(stack, gatewayIn())).toEqual(echo.bind(stack, gatewayIn()));
});
