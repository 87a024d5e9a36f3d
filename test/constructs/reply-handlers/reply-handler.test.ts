import { App, Stack } from 'aws-cdk-lib';
import { ReplyHandler, ReplyMode } from '../../../src';
import { gatewayIn } from '../../support/synthesize';

test('echo is a reply handler that can be used by several gateways', () => {
  const echo = ReplyHandler.echo();
  const stack = new Stack(new App(), 'Stack');

  expect(echo).toBeInstanceOf(ReplyHandler);
  const options = () => ({
    gateway: gatewayIn().gateway,
    handler: 'gateway.handler',
    runtimeFiles: ReplyMode.synchronous().runtimeFiles,
  });
  expect(echo.bind(stack, options())).toEqual(echo.bind(stack, options()));
});
