/** Each endpoint behind an alias, with provisioned concurrency; and an alias that Application Auto Scaling adjusts. */
import { App, Stack } from 'aws-cdk-lib';
import { TwilioSmsGateway, WebhookEndpoint } from '../../src';

const app = new App();
const webhookAlias = { provisionedConcurrentExecutions: 1 };
new TwilioSmsGateway(new Stack(app, 'HttpApi'), 'Sms', { webhookAlias, endpoint: WebhookEndpoint.httpApi() });
new TwilioSmsGateway(new Stack(app, 'RestApi'), 'Sms', { webhookAlias, endpoint: WebhookEndpoint.restApi() });
new TwilioSmsGateway(new Stack(app, 'FunctionUrl'), 'Sms', { webhookAlias, endpoint: WebhookEndpoint.functionUrl() });

const scaled = new TwilioSmsGateway(new Stack(app, 'Scaled'), 'Sms', { webhookAlias: {} });
scaled.webhookAlias!.addAutoScaling({ minCapacity: 1, maxCapacity: 5 }).scaleOnUtilization({ utilizationTarget: 0.7 });

app.synth();
