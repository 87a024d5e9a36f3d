import { existsSync, readdirSync } from 'fs';
import * as path from 'path';
import { AssetStaging, FileAssetPackaging, FileSystem } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AssetOptions } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { REPLY_FILE } from './reply-file';
import type { BindReplyHandler } from './reply-handler-config';
import { gatewayCode } from '../code/gateway-code';
import { assertKnownNames, type NamesOf } from '../validation/known-names';
import { assertNoReservedNames } from '../validation/validate-environment';

/** Options of `ReplyHandler.fromCode()`. */
export interface FromCodeOptions {
  /**
   * Path of the module within the code. It answers with its default export or its export `reply`.
   *
   * @default 'reply.mjs'
   */
  readonly replyModule?: string;

  /**
   * Environment variables for the module. No secrets: everybody who can view the function can read them. Names that
   * start with `TWILIO_GATEWAY_` are reserved.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
}

const NAMES: NamesOf<FromCodeOptions> = { environment: true, replyModule: true };

/**
 * Makes the `bind` of `ReplyHandler.fromCode()`. The gateway's files are copied beside the files of a folder. Other
 * code, such as an archive in S3, cannot be changed at synth, so the gateway's files come as a layer.
 *
 * @throws Error for a module outside the code, and for reserved names in the environment
 */
export function bindFromCode(code: lambda.Code, options: FromCodeOptions = {}): BindReplyHandler {
  assertKnownNames('ReplyHandler.fromCode', options, NAMES);
  // Lambda runs on Linux, where the `\` of a path from Windows would be part of a name.
  const replyModule = path.posix.normalize((options.replyModule ?? REPLY_FILE).replaceAll('\\', '/'));
  if (path.win32.isAbsolute(replyModule) || replyModule.startsWith('..')) {
    throw new Error(
      `ReplyHandler.fromCode: replyModule must be a path within the code, got ${options.replyModule}. ` +
      'Give it relative to the top of the code, such as dist/reply.mjs.');
  }
  const { environment } = options;
  assertNoReservedNames('ReplyHandler.fromCode: environment', environment);
  return (scope, { handler, runtimeFiles }) => {
    const folder = folderOf(scope, code);
    if (folder !== undefined) {
      const write = (target: string) => addFolder(folder, replyModule, target);
      const merged = gatewayCode({ key: `${folder} ${replyModule}`, write }, runtimeFiles);
      return { code: merged, replyModule: `./${replyModule}`, environment };
    }
    const layer = new lambda.LayerVersion(scope, 'GatewayLayer', {
      code: gatewayCode({ key: 'layer', write: () => undefined }, runtimeFiles),
      description: 'Runs the reply module of a Twilio SMS gateway',
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
    });
    // Lambda extracts layers to /opt and code to /var/task. Source: AWS Lambda, "Adding layers to functions".
    return { code, layers: [layer], handler: `/opt/${handler}`, replyModule: `/var/task/${replyModule}`, environment };
  };
}

/** The folder of an asset after its own bundling. Nothing for code that is not a folder. */
function folderOf(scope: Construct, code: lambda.Code): string | undefined {
  if (!(code instanceof lambda.AssetCode)) {
    return undefined;
  }
  // `options` is private in aws-cdk-lib. Without it an asset's `exclude` and `bundling` would be lost.
  const { options } = code as unknown as { options?: AssetOptions };
  const staging = new AssetStaging(scope, 'Code', { ...options, sourcePath: path.resolve(code.path) });
  return staging.packaging === FileAssetPackaging.ZIP_DIRECTORY ? staging.absoluteStagedPath : undefined;
}

function addFolder(folder: string, replyModule: string, target: string): void {
  const taken = readdirSync(target).filter((name) => existsSync(path.join(folder, name)));
  if (taken.length > 0) {
    throw new Error(
      'ReplyHandler.fromCode: ' +
      `the top of the code must not contain ${taken.join(', ')}, which are names of the gateway's files, ` +
      `got them in ${folder}. Rename them.`);
  }
  if (!existsSync(path.join(folder, replyModule))) {
    throw new Error(
      `ReplyHandler.fromCode: the code must contain the module ${replyModule}, ` +
      `got ${readdirSync(folder).join(', ')} in ${folder}. Set replyModule to the module that answers.`);
  }
  // CDK copies assets in the same way: it keeps links within the folder and replaces other links with their targets.
  FileSystem.copyDirectory(folder, target);
}
