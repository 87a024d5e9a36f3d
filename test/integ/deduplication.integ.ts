/** Deduplication in both modes. */
import { App, Stack } from 'aws-cdk-lib';
import { ReplyMode, TwilioSmsGateway } from '../../src';

const app = new App();
new TwilioSmsGateway(new Stack(app, 'Synchronous'), 'Sms', { deduplication: {} });
new TwilioSmsGateway(new Stack(app, 'Asynchronous'), 'Sms', { deduplication: {}, replyMode: ReplyMode.asynchronous() });
app.synth();
