/** An HTTP API on a custom domain, and the user's own. */
import { App, Stack } from 'aws-cdk-lib';
import * as apigatewayv2 from 'aws-cdk-lib/aws-apigatewayv2';
import { TwilioSmsGateway, WebhookEndpoint } from '../../src';

const app = new App();

const mapped = new Stack(app, 'Mapped');
new TwilioSmsGateway(mapped, 'Sms', {
  endpoint: WebhookEndpoint.httpApi({
    domainMapping: {
      domainName: apigatewayv2.DomainName.fromDomainNameAttributes(mapped, 'Domain', {
        name: 'sms.example.com', regionalDomainName: 'd-1.execute-api.us-east-1.amazonaws.com', regionalHostedZoneId: 'Z1',
      }),
      mappingKey: 'twilio',
    },
    disableExecuteApiEndpoint: true,
    throttle: { rateLimit: 200, burstLimit: 400 },
  }),
});

const brought = new Stack(app, 'Brought');
new TwilioSmsGateway(brought, 'Sms', {
  endpoint: WebhookEndpoint.httpApi({ api: new apigatewayv2.HttpApi(brought, 'Api'), path: '/twilio/sms' }),
});

app.synth();
