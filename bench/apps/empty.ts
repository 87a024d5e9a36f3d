/** An app with an empty stack: the synthesis of the echo example is compared with it. */
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
new Stack(app, 'Echo');
app.synth();
