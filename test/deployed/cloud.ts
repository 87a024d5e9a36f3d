import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  CloudFormationClient, DescribeStackResourcesCommand, DescribeStacksCommand, ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { ACCOUNT } from './emulator-settings';
import { run, type CommandResult, type RunOptions } from '../emulated/cdk-app';
import { fromRoot } from '../support/paths';

export const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
/** The canary: nothing that is printed may hold it. */
export const AUTH_TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';
/** The folder of this test file, which the command empties. */
export const FOLDER = process.env.DEPLOYED_FOLDER!;

const CLI = fromRoot('assets/cli/main.cjs');
const CDK = fromRoot('node_modules/.bin/cdk');
/** What an app finds in its `node_modules`, besides the library. */
const PACKAGES = ['aws-cdk-lib', 'constructs', 'esbuild', 'tsx', 'typescript', '.bin/tsx'];

const cloudFormation = new CloudFormationClient();
const logs = new CloudWatchLogsClient();

export async function bootstrap(): Promise<void> {
  await cdk(FOLDER, ['bootstrap', '--no-notices', `aws://${ACCOUNT}/us-east-1`]);
}

/** Runs `cdk deploy` for all stacks of an app. `env` is for the app. Returns how many seconds it took. */
export async function deploy(folder: string, env: NodeJS.ProcessEnv = {}): Promise<number> {
  const started = Date.now();
  await cdk(folder, ['deploy', '--no-notices', '--all', '--concurrency', '3', '--require-approval', 'never'], env);
  return (Date.now() - started) / 1000;
}

/** Destroys what was deployed from a folder last. */
export async function destroy(folder: string): Promise<void> {
  await cdk(folder, ['destroy', '--app', 'cdk.out', '--all', '--force', '--no-notices']);
}

async function cdk(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const settings = { HOME: FOLDER, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true' };
  const { exitCode, output } = await run(CDK, args, { cwd, env: { ...settings, ...env } });
  if (exitCode !== 0) throw new Error(`cdk ${args.join(' ')} failed:\n${output}`);
}

/** Runs our CLI as it ships, in an empty folder. */
export async function cli(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const result = await run(process.execPath, [CLI, ...args], {
    cwd: FOLDER,
    ...options,
    env: { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, ...options.env },
  });
  if (result.output.includes(AUTH_TOKEN)) throw new Error('The CLI printed the auth token.');
  return result;
}

/** A copy of an example, which finds the library by its name, as its users do. */
export function copyExample(name: string): string {
  const folder = path.join(FOLDER, name);
  fs.cpSync(fromRoot('examples', name), folder, { recursive: true, filter: (file) => !file.endsWith('cdk.out') });
  return withPackages(folder);
}

/** A folder with a CDK app that is written in a test, in CommonJS. */
export function writeApp(name: string, app: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = path.join(FOLDER, name);
  fs.mkdirSync(folder);
  const texts = { 'app.js': app, 'cdk.json': '{ "app": "node app.js" }', ...files };
  Object.entries(texts).forEach(([file, text]) => fs.writeFileSync(path.join(folder, file), text));
  return withPackages(folder);
}

function withPackages(folder: string): string {
  const modules = path.join(folder, 'node_modules');
  fs.mkdirSync(path.join(modules, '.bin'), { recursive: true });
  PACKAGES.forEach((name) => fs.symlinkSync(fromRoot('node_modules', name), path.join(modules, name)));
  fs.symlinkSync(fromRoot(), path.join(modules, 'cdk-twilio-sms-gateway'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  return folder;
}

/** Names of the stacks, without the bootstrap's. */
export async function stacks(): Promise<readonly string[]> {
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  return StackSummaries
    .filter(({ StackName, StackStatus }) => StackName !== 'CDKToolkit' && StackStatus !== 'DELETE_COMPLETE')
    .map(({ StackName }) => StackName!);
}

/** Outputs of a stack, by their ids. */
export async function outputsOf(StackName: string): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(Stacks[0].Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
}

/** Physical ids of a stack, by type and logical id. */
export async function resourcesOf(StackName: string): Promise<Readonly<Record<string, string>>> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return Object.fromEntries(StackResources.map(({ ResourceType, LogicalResourceId, PhysicalResourceId }) =>
    [`${ResourceType} ${LogicalResourceId}`, PhysicalResourceId!]));
}

/** The physical id of the one resource of a type whose logical id starts so. */
export async function resourceOf(stack: string, type: string, id: string): Promise<string> {
  const found = Object.entries(await resourcesOf(stack)).filter(([key]) => key.startsWith(`${type} ${id}`));
  if (found.length !== 1) throw new Error(`${stack} has ${found.length} resources ${type} ${id}`);
  return found[0][1];
}

/** What the functions of a stack logged last. */
export async function logOf(stack: string): Promise<string> {
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({}));
  const names = logGroups.map(({ logGroupName }) => logGroupName!).filter((name) => name.includes(stack));
  const read = async (logGroupName: string) => logs.send(new FilterLogEventsCommand({ logGroupName }));
  const answers = await Promise.all(names.map(read));
  const lines = answers.flatMap((answer) => answer.events ?? []).map(({ message = '' }) => message.trim());
  return lines.slice(-40).join('\n');
}
