import { existsSync, readdirSync } from 'fs';
import * as path from 'path';
import { AssetStaging, FileAssetPackaging, FileSystem } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { AssetOptions } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { REPLY_FILE } from './reply-file';
import type { ReplyHandler } from './reply-handler';
import { gatewayCode } from '../code/gateway-code';
import { rejectReservedNames } from '../validate-environment';

/** How `ReplyHandler.fromCode` runs prebuilt JavaScript. */
export interface FromCodeOptions {
  /**
   * Path, within the code, of the module that answers with its default export or its export `reply`.
   *
   * @default 'reply.mjs'
   */
  readonly replyModule?: string;

  /**
   * Environment variables for the module. No secrets: anyone who may see the function can read them. Names that
   * start with `TWILIO_GATEWAY_` belong to the gateway.
   *
   * @default - none
   */
  readonly environment?: Record<string, string>;
}

/**
 * Makes the bind function of `ReplyHandler.fromCode()`. A folder gets the gateway's files put beside it. Into anything
 * else, such as an archive in S3, nothing can be put at synth: the gateway's files then come as a layer.
 *
 * @throws Error for a module that is not inside the code, and for an environment with names of the gateway
 */
export function bindFromCode(code: lambda.Code, options: FromCodeOptions = {}): ReplyHandler['bind'] {
  // Lambda runs on Linux, where the `\` of a path that Windows joined would be part of a name.
  const replyModule = path.posix.normalize((options.replyModule ?? REPLY_FILE).replaceAll('\\', '/'));
  if (path.win32.isAbsolute(replyModule) || replyModule.startsWith('..')) {
    throw new Error(`ReplyHandler.fromCode: replyModule must be a path within the code, got ${options.replyModule}. Give it relative to the top of the code, such as dist/reply.mjs.`);
  }
  const { environment } = options;
  rejectReservedNames('ReplyHandler.fromCode: environment', environment);
  return (scope, { handler, runtimeFiles }) => {
    const folder = folderOf(scope, code);
    if (folder !== undefined) {
      const write = (target: string) => addFolder(folder, replyModule, target);
      return { code: gatewayCode({ key: `${folder} ${replyModule}`, write }, runtimeFiles), replyModule: `./${replyModule}`, environment };
    }
    const layer = new lambda.LayerVersion(scope, 'GatewayLayer', {
      code: gatewayCode({ key: 'layer', write: () => undefined }, runtimeFiles),
      description: 'Runs the reply module of a Twilio SMS gateway',
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
    });
    // Where Lambda puts layers and code. Source: AWS Lambda, "Adding layers to functions".
    return { code, layers: [layer], handler: `/opt/${handler}`, replyModule: `/var/task/${replyModule}`, environment };
  };
}

/** The folder that an asset comes to, after its own bundling if it has one. None for code that is no folder. */
function folderOf(scope: Construct, code: lambda.Code): string | undefined {
  if (!(code instanceof lambda.AssetCode)) {
    return undefined;
  }
  // Private in aws-cdk-lib. Without them an asset's `exclude` and `bundling` would be lost.
  const { options } = code as unknown as { options?: AssetOptions };
  const staging = new AssetStaging(scope, 'Code', { ...options, sourcePath: path.resolve(code.path) });
  return staging.packaging === FileAssetPackaging.ZIP_DIRECTORY ? staging.absoluteStagedPath : undefined;
}

function addFolder(folder: string, replyModule: string, target: string): void {
  const taken = readdirSync(target).filter((name) => existsSync(path.join(folder, name)));
  if (taken.length > 0) {
    throw new Error(`The code of ReplyHandler.fromCode must not have ${taken.join(', ')} at its top, where the gateway's own files go, got them in ${folder}. Rename them.`);
  }
  if (!existsSync(path.join(folder, replyModule))) {
    throw new Error(`The code of ReplyHandler.fromCode must have the module ${replyModule}, got ${readdirSync(folder).join(', ')} in ${folder}. Set replyModule to the one that answers.`);
  }
  // As the asset itself is copied: relative links as they are, and in the place of links to elsewhere what they lead to.
  FileSystem.copyDirectory(folder, target);
}
