import * as fs from 'node:fs';
import * as path from 'node:path';
import { CloudFormationClient, DescribeStackResourcesCommand, DescribeStacksCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ACCOUNT } from './emulator';
import { run, type CommandResult, type RunOptions } from '../emulated/cdk-app';
import { fromRoot } from '../support/paths';

export const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
/** The canary: nothing that is printed may hold it. */
export const AUTH_TOKEN = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const CLI = fromRoot('assets/cli/main.cjs');
const CDK = fromRoot('node_modules/.bin/cdk');
const PACKAGES = ['aws-cdk-lib', 'constructs', 'esbuild', 'tsx', 'typescript'];
const cloudFormation = new CloudFormationClient();
const logs = new CloudWatchLogsClient();

/** The folder of the run: emptied by the command. */
export const FOLDER = process.env.DEPLOYED_FOLDER!;

export async function bootstrap(): Promise<void> {
  await cdk(FOLDER, ['bootstrap', '--no-notices', `aws://${ACCOUNT}/us-east-1`]);
}

/** Runs the CDK CLI in an app's folder. */
export async function cdk(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  // The CDK's own app is a process of the user's, which knows nothing of loopback.
  const result = await run(CDK, args, { cwd, env: { HOME: FOLDER, CI: 'true', CDK_DISABLE_CLI_TELEMETRY: 'true', ...env } });
  if (result.exitCode !== 0) throw new Error(`cdk ${args.join(' ')} failed:\n${result.output}`);
  return result.output;
}

/** A copy of an example, which finds the library as its users do. */
export function copyExample(name: string): string {
  const folder = path.join(FOLDER, name);
  fs.cpSync(fromRoot('examples', name), folder, { recursive: true, filter: (file) => !file.endsWith('cdk.out') });
  return withPackages(folder);
}

/** A folder with an app that is written here, in CommonJS. */
export function writeApp(name: string, app: string, files: Readonly<Record<string, string>> = {}): string {
  const folder = path.join(FOLDER, name);
  fs.mkdirSync(folder);
  for (const [file, text] of Object.entries({ 'app.js': app, 'cdk.json': '{ "app": "node app.js" }', ...files })) fs.writeFileSync(path.join(folder, file), text);
  return withPackages(folder);
}

function withPackages(folder: string): string {
  const modules = path.join(folder, 'node_modules');
  fs.mkdirSync(path.join(modules, '.bin'), { recursive: true });
  PACKAGES.forEach((name) => fs.symlinkSync(fromRoot('node_modules', name), path.join(modules, name)));
  fs.symlinkSync(fromRoot('node_modules/.bin/tsx'), path.join(modules, '.bin/tsx'));
  fs.symlinkSync(fromRoot(), path.join(modules, 'cdk-twilio-sms-gateway'));
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
  return folder;
}

export async function deploy(folder: string, ...args: string[]): Promise<string> {
  return cdk(folder, ['deploy', '--no-notices', '--all', '--require-approval', 'never', ...args]);
}

/** Destroys what was deployed from a folder last. */
export async function destroy(folder: string): Promise<void> {
  await cdk(folder, ['destroy', '--app', 'cdk.out', '--all', '--force', '--no-notices']);
}

/** Outputs of a stack, by their ids. */
export async function outputsOf(StackName: string): Promise<Readonly<Record<string, string>>> {
  const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  return Object.fromEntries(Stacks[0].Outputs!.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
}

/** Physical ids of a stack, by type and logical id. */
export async function resourcesOf(StackName: string): Promise<Readonly<Record<string, string>>> {
  const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName }));
  return Object.fromEntries(StackResources.map(({ ResourceType, LogicalResourceId, PhysicalResourceId }) => [`${ResourceType} ${LogicalResourceId}`, PhysicalResourceId!]));
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
  const ours = logGroups.map(({ logGroupName }) => logGroupName!).filter((name) => name.includes(stack));
  const events = await Promise.all(ours.map(async (logGroupName) =>
    (await logs.send(new FilterLogEventsCommand({ logGroupName }))).events ?? []));
  return events.flat().map(({ message = '' }) => message.trim()).slice(-4000).join('\n');
}

/** Names of the stacks, without the bootstrap's. */
export async function stacks(): Promise<readonly string[]> {
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  return StackSummaries.filter(({ StackName, StackStatus }) => StackName !== 'CDKToolkit' && StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName!);
}

/** Runs our CLI as it ships, in an empty folder. */
export async function cli(args: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const result = await run(process.execPath, [CLI, ...args], {
    cwd: FOLDER,
    ...options,
    env: { TWILIO_ACCOUNT_SID: ACCOUNT_SID, TWILIO_AUTH_TOKEN: AUTH_TOKEN, ...options.env },
  });
  if (result.output.includes(AUTH_TOKEN)) throw new Error(`The token is in:\n${result.output}`);
  return result;
}
