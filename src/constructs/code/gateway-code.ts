import { copyFileSync } from 'fs';
import * as path from 'path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { builtFolder } from './lambda-files';

/** A reply module to put beside the gateway's files. */
export interface ReplyModule {
  /** Identifies the module within an app: CDK bundles once for each key. */
  readonly key: string;
  /** Writes the module and its imports into the folder of the function's code. */
  write(folder: string): void;
}

/** The folder with the gateway's own files. */
const gatewayFolder = () => builtFolder('gateway', 'gateway.mjs');

/**
 * The gateway's own files. The build of this package bundled them, so neither esbuild nor Docker is needed at synth.
 */
export function gatewayFiles(): string[] {
  return ['gateway.mjs', 'gateway.cjs'].map((file) => path.join(gatewayFolder(), file));
}

/** The context of a reply module loads it on first use. The echo gateway has no use for it. */
const mediaFile = () => path.join(builtFolder('media', 'fetch-media.mjs'), 'fetch-media.mjs');

/** The code of the echo gateway: its own files, the same bytes for everybody. */
export function echoCode(): lambda.AssetCode {
  return lambda.Code.fromAsset(gatewayFolder());
}

/**
 * The code of a function: the given files and a reply module beside them.
 *
 * @param replyModule without it the function answers with the built-in `echo`
 * @param runtimeFiles files that run the module: by default the gateway's
 */
export function gatewayCode(replyModule?: ReplyModule, runtimeFiles: string[] = gatewayFiles()): lambda.AssetCode {
  const files = [...runtimeFiles, ...(replyModule ? [mediaFile()] : [])];
  return lambda.Code.fromAsset(gatewayFolder(), {
    // The hash of the result changes only with its bytes, wherever it was built.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'), // required, but the local bundling below never declines
      // Part of the key of CDK's cache, which does not see the function below.
      environment: { FILES: files.join(), REPLY_MODULE: replyModule?.key ?? '' },
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
