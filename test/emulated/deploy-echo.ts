import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CdkApp } from './cdk-app';
import { METADATA_KEY } from '../../src/shared/deployment-metadata';

/** As the construct's own secret starts. */
const START_VALUE = JSON.stringify({ accountSid: '', authToken: '0123456789abcdeX' });

/**
 * The echo app, with what moto's CloudFormation lacks from elsewhere: it makes neither secrets (the stack gets one that
 * exists) nor HTTP APIs (the stack gets the URL of whatever stands in front of the function).
 */
const APP = `
  const { App, Stack } = require('aws-cdk-lib');
  const { Secret } = require('aws-cdk-lib/aws-secretsmanager');
  const { TwilioSmsGateway } = require('cdk-twilio-sms-gateway');

  const app = new App();
  const stack = new Stack(app, 'Echo');
  new TwilioSmsGateway(stack, 'Sms', {
    authTokenSecret: Secret.fromSecretCompleteArn(stack, 'AuthToken', process.env.SECRET_ARN),
    webhookUrl: process.env.WEBHOOK_URL,
  });
`;

export interface DeployedEcho {
  readonly secretArn: string;
  /** The output of the CDK CLI. */
  readonly output: string;
  /** Folder of the function's code, as it came out of the bucket that the CDK CLI put it into. */
  readonly assetFolder: string;
  /** The function's environment, as CloudFormation made it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
}

/** Deploys the echo gateway to moto with the CDK CLI, and fetches what Lambda would run. */
export async function deployEcho(folder: string, webhookUrl: string): Promise<DeployedEcho> {
  const { AWS_ENDPOINT_URL: endpoint = '' } = process.env;
  const { ARN: secretArn = '' } = await new SecretsManagerClient().send(new CreateSecretCommand({ Name: 'EchoAuthToken', SecretString: START_VALUE }));
  const app = new CdkApp(folder, APP, { SECRET_ARN: secretArn, WEBHOOK_URL: webhookUrl });
  await app.bootstrap();
  const output = await app.deploy();

  const { TemplateBody = '' } = await new CloudFormationClient().send(new GetTemplateCommand({ StackName: 'Echo' }));
  const resources = Object.values<any>(JSON.parse(TemplateBody).Resources);
  const { S3Key } = resources.find(({ Metadata }) => Metadata?.[METADATA_KEY] !== undefined).Properties.Code;
  const archive = path.join(folder, 'code.zip');
  // moto takes any signature, but wants to see one.
  const authorization = 'AWS4-HMAC-SHA256 Credential=emulated/20261122/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0';
  const download = await fetch(`${endpoint}/cdk-hnb659fds-assets-123456789012-us-east-1/${S3Key}`, { headers: { authorization } });
  if (!download.ok) throw new Error(`The asset could not be read from its bucket: ${download.status}`);
  fs.writeFileSync(archive, Buffer.from(await download.arrayBuffer()));
  const assetFolder = path.join(folder, 'code');
  const { status } = spawnSync('python3', ['-m', 'zipfile', '-e', archive, assetFolder]);
  if (status !== 0) throw new Error('The asset could not be unpacked.');
  return { secretArn, output, assetFolder, ...await functionOf('Echo') };
}

async function functionOf(stack: string): Promise<Pick<DeployedEcho, 'environment' | 'logGroup'>> {
  const { StackResources = [] } =
    await new CloudFormationClient().send(new DescribeStackResourcesCommand({ StackName: stack }));
  const idOf = (type: string) => StackResources.find(({ ResourceType, LogicalResourceId }) => ResourceType === type && !LogicalResourceId!.includes('AccessLog'))!.PhysicalResourceId!;
  const { Environment } = await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName: idOf('AWS::Lambda::Function') }));
  return { environment: Environment!.Variables!, logGroup: idOf('AWS::Logs::LogGroup') };
}
