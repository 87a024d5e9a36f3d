import { copyFileSync } from 'fs';
import * as path from 'path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { builtFolder } from './lambda-files';

/** A reply module that is put beside the gateway's files. */
export interface ReplyModule {
  /** Tells one module from another within an app: CDK bundles once for each. */
  readonly key: string;
  /** Writes the module, and what it imports, into the folder of the function's code. */
  write(folder: string): void;
}

/** The folder with the gateway's own files. */
const gatewayFolder = () => builtFolder('gateway', 'gateway.mjs');

/** The gateway's own files, bundled when this package was built: neither esbuild nor Docker is needed at synth. */
export function gatewayFiles(): string[] {
  return ['gateway.mjs', 'gateway.cjs'].map((file) => path.join(gatewayFolder(), file));
}

/** What a reply module's context loads when it is needed. Not in the echo gateway, which has no use for it. */
const mediaFile = () => path.join(builtFolder('media', 'fetch-media.mjs'), 'fetch-media.mjs');

/** The code of the echo gateway: its own files, the same bytes for everyone. */
export function echoCode(): lambda.AssetCode {
  return lambda.Code.fromAsset(gatewayFolder());
}

/**
 * The code of a function with the files that are given, and the reply module beside them.
 *
 * @param replyModule none answers with what is built in
 * @param runtimeFiles the gateway's files, or the worker's
 */
export function gatewayCode(replyModule?: ReplyModule, runtimeFiles: string[] = gatewayFiles()): lambda.AssetCode {
  const files = [...runtimeFiles, ...(replyModule ? [mediaFile()] : [])];
  return lambda.Code.fromAsset(gatewayFolder(), {
    // The hash is that of the result: the same wherever the result is, and new only when a byte of it is. For a bundled module that
    // takes the same layout of node_modules, too (bundle-module.ts).
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'), // required, but the local bundling below never declines
      environment: { FILES: files.join(), REPLY_MODULE: replyModule?.key ?? '' }, // part of the key of CDK's cache, which does not see the function below
      local: {
        tryBundle(folder: string): boolean {
          files.forEach((file) => copyFileSync(file, path.join(folder, path.basename(file))));
          replyModule?.write(folder);
          return true;
        },
      },
    },
  });
}
