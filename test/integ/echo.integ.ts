/** The gateway as it comes: echo behind an HTTP API. */
import { App, Stack } from 'aws-cdk-lib';
import { TwilioSmsGateway } from '../../src';

const app = new App();
new TwilioSmsGateway(new Stack(app, 'Echo'), 'Sms');
app.synth();
