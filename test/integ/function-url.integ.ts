/** A function URL. */
import { App, Stack } from 'aws-cdk-lib';
import { TwilioSmsGateway, WebhookEndpoint } from '../../src';

const app = new App();
new TwilioSmsGateway(new Stack(app, 'FunctionUrl'), 'Sms', { endpoint: WebhookEndpoint.functionUrl() });
app.synth();
