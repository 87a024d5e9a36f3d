/** The same resources as in the echo example, written by hand: what aws-cdk-lib itself takes for them. */
import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';

const app = new App();
const stack = new Stack(app, 'Echo');

const secret = new Secret(stack, 'AuthToken');
const fn = new Function(stack, 'Function', {
  runtime: Runtime.NODEJS_24_X,
  handler: 'gateway.handler',
  code: Code.fromAsset('assets/gateway'), // from the root of the repository
  logGroup: new LogGroup(stack, 'FunctionLogs', { removalPolicy: RemovalPolicy.DESTROY }),
});
secret.grantRead(fn);
const api = new HttpApi(stack, 'Api');
api.addRoutes({ path: '/sms', methods: [HttpMethod.POST], integration: new HttpLambdaIntegration('Webhook', fn) });

app.synth();
