import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bundleTools } from '../../scripts/bundle';
import { METADATA_KEY } from '../../src/shared/deployment-metadata';

const folders: string[] = [];

/** A new folder, removed by `removeFolders`. */
export function temporaryFolder(): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gateway-test-'));
  folders.push(folder);
  return folder;
}

export function removeFolders(): void {
  folders.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true, force: true }));
}

/** The folder of the bundled command line tool, as it ships. */
export async function bundledTools(): Promise<string> {
  const assets = temporaryFolder();
  await bundleTools(assets);
  return path.join(assets, 'cli');
}

/** The bundled command line tool, in a folder like the package: with its package.json two folders above. */
export async function bundledCli(): Promise<string> {
  const root = temporaryFolder();
  write(root, 'package.json', '{"version":"1.2.3"}');
  fs.cpSync(path.dirname(await bundledTools()), path.join(root, 'assets'), { recursive: true });
  return path.join(root, 'assets/cli/main.cjs');
}

export interface FakeGateway {
  /** Source of the function's `gateway.mjs`. */
  readonly code: string;
  /** @default 'Gateway' */
  readonly logicalId?: string;
  /** @default '/sms' */
  readonly webhookPath?: string;
  /** @default 15 */
  readonly timeout?: number;
  readonly variables?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
}

/** A function that answers with the event and the environment that it got. */
export const MIRROR = `export const handler = async (event, context) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ event, env: process.env, id: context.awsRequestId, left: context.getRemainingTimeInMillis(), pid: process.pid }),
});`;

/** Writes a cloud assembly with one stack, as `cdk synth` would. */
export function writeAssembly(directory: string, ...gateways: readonly FakeGateway[]): string {
  const files: Record<string, unknown> = {};
  const resources: Record<string, unknown> = {
    Secret: { Type: 'AWS::SecretsManager::Secret' },
    Other: { Type: 'AWS::Lambda::Function', Properties: { Code: { S3Key: 'other.zip' } } },
  };
  for (const { code, logicalId = 'Gateway', webhookPath = '/sms', timeout = 15, variables, metadata } of gateways) {
    write(directory, `asset.${logicalId}/gateway.mjs`, code);
    files[logicalId] = {
      source: { path: `asset.${logicalId}`, packaging: 'zip' },
      destinations: { current: { objectKey: `${logicalId}.zip` } },
    };
    resources[logicalId] = {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: { 'Fn::Sub': 'cdk-assets-${AWS::AccountId}' }, S3Key: `${logicalId}.zip` },
        Runtime: 'nodejs24.x',
        Handler: 'gateway.handler',
        Timeout: timeout,
        Environment: { Variables: { TWILIO_GATEWAY_SECRET_ARN: { Ref: 'Secret' }, ...variables } },
      },
      Metadata: {
        'aws:cdk:path': `Stack/${logicalId}Construct/Function/Resource`,
        [METADATA_KEY]: { version: '1.2.3', webhookPath, outputs: { webhookUrl: 'Url', authTokenSecret: 'Name' } },
        ...metadata,
      },
    };
  }
  write(directory, 'Stack.template.json', JSON.stringify({ Resources: resources }));
  write(directory, 'Stack.assets.json', JSON.stringify({ files }));
  write(
    directory,
    'manifest.json',
    JSON.stringify({
      artifacts: {
        'Stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'Stack.assets.json' } },
        'Stack': {
          type: 'aws:cloudformation:stack',
          dependencies: ['Stack.assets'],
          properties: { templateFile: 'Stack.template.json' },
        },
        'Tree': { type: 'cdk:tree', properties: { file: 'tree.json' } },
      },
    }),
  );
  return directory;
}

export function write(directory: string, file: string, text: string): void {
  const target = path.join(directory, file);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, text);
}

/** Whether a process is there. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
