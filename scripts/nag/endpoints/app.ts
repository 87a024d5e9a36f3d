/** One stack for each endpoint and mode, checked as the examples are. A REST API gets its access log, as docs/cdk-nag.md says. */
import { App, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ReplyMode, TwilioSmsGateway, WebhookEndpoint } from 'cdk-twilio-sms-gateway';

const app = new App();

const httpApi = new Stack(app, 'HttpApi');
const watched = new TwilioSmsGateway(httpApi, 'Sms', { endpoint: WebhookEndpoint.httpApi() });
watched.addAlarms(new sns.Topic(httpApi, 'Alarms', { enforceSSL: true }));
watched.addDashboard();

const restApi = new Stack(app, 'RestApi');
new TwilioSmsGateway(restApi, 'Sms', {
  endpoint: WebhookEndpoint.restApi({
    accessLogGroup: new logs.LogGroup(restApi, 'AccessLog', { retention: logs.RetentionDays.ONE_MONTH }),
  }),
});

new TwilioSmsGateway(new Stack(app, 'FunctionUrl'), 'Sms', { endpoint: WebhookEndpoint.functionUrl() });

const asynchronous = new TwilioSmsGateway(new Stack(app, 'Asynchronous'), 'Sms', { replyMode: ReplyMode.asynchronous() });
asynchronous.addAlarms();
asynchronous.addDashboard();

new TwilioSmsGateway(new Stack(app, 'Rotation'), 'Sms', { authTokenRotation: {} });
