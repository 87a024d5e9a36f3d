import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { WebhookEndpoint, WebhookEndpointBindOptions, WebhookEndpointConfig } from '../../../src';
import { environmentOf, gatewayIn } from '../../support/synthesize';

/** An endpoint from outside, as a user would write it. */
class LoadBalancerEndpoint extends WebhookEndpoint {
  public received?: WebhookEndpointBindOptions;

  public bind(_scope: Construct, options: WebhookEndpointBindOptions): WebhookEndpointConfig {
    this.received = options;
    options.webhookFunction.grantInvoke(new iam.ServicePrincipal('elasticloadbalancing.amazonaws.com'));
    return { webhookUrl: 'https://lb.example.com/in', webhookPath: '/in' };
  }
}

test('a user\'s endpoint gives the URL and the path, and no API is created', () => {
  const { gateway, template } = gatewayIn({ endpoint: new LoadBalancerEndpoint() });
  const [lambdaFunction] = Object.values(template().findResources('AWS::Lambda::Function'));

  expect(gateway.webhookUrl).toBe('https://lb.example.com/in');
  expect(lambdaFunction.Metadata['cdk-twilio-sms-gateway'].webhookPath).toBe('/in');
  expect(environmentOf(template())).not.toHaveProperty('TWILIO_GATEWAY_WEBHOOK_URL');
  template().resourceCountIs('AWS::ApiGatewayV2::Api', 0);
});

test('an endpoint gets the function and webhookUrl, which takes precedence over the endpoint\'s URL', () => {
  const endpoint = new LoadBalancerEndpoint();
  const { gateway } = gatewayIn({ endpoint, webhookUrl: 'https://sms.example.com/in' });

  expect(endpoint.received).toEqual({
    webhookFunction: gateway.webhookFunction,
    webhookUrl: 'https://sms.example.com/in',
  });
  expect(gateway.webhookUrl).toBe('https://sms.example.com/in');
});

test('the fixed URL of an endpoint is in the environment of the function', () => {
  class FixedEndpoint extends LoadBalancerEndpoint {
    public bind(scope: Construct, options: WebhookEndpointBindOptions): WebhookEndpointConfig {
      return { ...super.bind(scope, options), isUrlFixed: true };
    }
  }

  expect(environmentOf(gatewayIn({ endpoint: new FixedEndpoint() }).template()))
    .toHaveProperty('TWILIO_GATEWAY_WEBHOOK_URL', 'https://lb.example.com/in');
  expect(environmentOf(gatewayIn({
    endpoint: new FixedEndpoint(),
    webhookUrl: 'https://sms.example.com/in',
  }).template()))
    .toHaveProperty('TWILIO_GATEWAY_WEBHOOK_URL', 'https://sms.example.com/in');
});

test('one endpoint can be used by several gateways', () => {
  const endpoint = WebhookEndpoint.httpApi();

  expect(gatewayIn({ endpoint }).template().toJSON()).toEqual(gatewayIn({ endpoint }).template().toJSON());
});
