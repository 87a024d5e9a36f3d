/** A REST API on a custom domain with all that a security review asks for, and one that is brought. */
import { App, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { TwilioSmsGateway, WebhookEndpoint } from '../../src';

const app = new App();

const mapped = new Stack(app, 'Mapped');
new TwilioSmsGateway(mapped, 'Sms', {
  tracing: lambda.Tracing.ACTIVE,
  endpoint: WebhookEndpoint.restApi({
    domainMapping: {
      domainName: apigateway.DomainName.fromDomainNameAttributes(mapped, 'Domain', {
        domainName: 'sms.example.com', domainNameAliasTarget: 'd-1.execute-api.us-east-1.amazonaws.com', domainNameAliasHostedZoneId: 'Z1',
      }),
      basePath: 'twilio',
    },
    accessLogGroup: new logs.LogGroup(mapped, 'AccessLog'),
    loggingLevel: apigateway.MethodLoggingLevel.ERROR,
    throttle: { rateLimit: 200, burstLimit: 400 },
    webAclArn: 'arn:aws:wafv2:us-east-1:123456789012:regional/webacl/sms/11111111-2222-3333-4444-555555555555',
  }),
});

const brought = new Stack(app, 'Brought');
new TwilioSmsGateway(brought, 'Sms', {
  endpoint: WebhookEndpoint.restApi({ api: new apigateway.RestApi(brought, 'Api', { cloudWatchRole: false }) }),
});

app.synth();
