/** What the synth of the echo example is compared with: an app with a stack and nothing in it. */
import { App, Stack } from 'aws-cdk-lib';

const app = new App();
new Stack(app, 'Echo');
app.synth();
