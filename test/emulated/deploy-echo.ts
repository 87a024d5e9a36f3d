import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { METADATA_KEY } from '../../src/runtime/env';

const ROOT = path.join(__dirname, '../..');
/** As the construct's own secret starts. */
const START_VALUE = JSON.stringify({ accountSid: '', authToken: '0123456789abcdeX' });

/**
 * The echo app, with what moto's CloudFormation lacks from elsewhere: it makes neither secrets (the stack gets one that exists) nor HTTP APIs
 * (the stack gets the URL of whatever stands in front of the function).
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

export interface CommandResult {
  readonly exitCode: number | null;
  /** What it wrote, errors too, in the order of its arrival. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with all that was written so far; may type. */
  readonly onOutput?: (output: string, type: (text: string) => void) => void;
}

/** Runs a program to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const child = spawn(command, args, { cwd: options.cwd, env: { ...process.env, ...options.env }, stdio: 'pipe' });
  let output = '';
  [child.stdout, child.stderr].forEach((stream) => stream.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    options.onOutput?.(output, (text) => void child.stdin.write(text));
  }));
  if (options.onOutput === undefined) child.stdin.end();
  options.onStart?.(child);
  const [exitCode] = await once(child, 'close') as [number | null];
  return { exitCode, output };
}

export interface DeployedEcho {
  readonly secretArn: string;
  /** What the CDK CLI printed. */
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
  fs.mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  fs.symlinkSync(path.join(ROOT, 'node_modules/aws-cdk-lib'), path.join(folder, 'node_modules/aws-cdk-lib'));
  fs.symlinkSync(ROOT, path.join(folder, 'node_modules/cdk-twilio-sms-gateway'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  fs.writeFileSync(path.join(folder, 'app.js'), APP);
  fs.writeFileSync(path.join(folder, 'cdk.json'), JSON.stringify({ app: 'node app.js' }));
  const { ARN: secretArn = '' } = await new SecretsManagerClient().send(new CreateSecretCommand({ Name: 'EchoAuthToken', SecretString: START_VALUE }));

  const env = {
    SECRET_ARN: secretArn,
    WEBHOOK_URL: webhookUrl,
    // moto reads the template from the bucket that the host of the URL names.
    AWS_ENDPOINT_URL_S3_FOR_CLOUDFORMATION: 'https://s3.us-east-1.amazonaws.com',
  };
  const cdk = async (...args: string[]) => {
    const result = await run(path.join(ROOT, 'node_modules/.bin/cdk'), args, { cwd: folder, env });
    if (result.exitCode !== 0) throw new Error(`cdk ${args.join(' ')} failed:\n${result.output}`);
    return result.output;
  };
  await cdk('bootstrap', 'aws://123456789012/us-east-1');
  // Directly: a stack that moto makes by a change set has no outputs.
  const output = await cdk('deploy', '--method=direct', '--require-approval', 'never');

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
  const { StackResources = [] } = await new CloudFormationClient().send(new DescribeStackResourcesCommand({ StackName: stack }));
  const idOf = (type: string) => StackResources.find(({ ResourceType, LogicalResourceId }) => ResourceType === type && !LogicalResourceId!.includes('AccessLog'))!.PhysicalResourceId!;
  const { Environment } = await new LambdaClient().send(new GetFunctionConfigurationCommand({ FunctionName: idOf('AWS::Lambda::Function') }));
  return { environment: Environment!.Variables!, logGroup: idOf('AWS::Logs::LogGroup') };
}
