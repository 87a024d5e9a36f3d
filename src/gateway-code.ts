import { cpSync, existsSync } from 'fs';
import * as path from 'path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** The gateway's own files, bundled when this package was built: neither esbuild nor Docker is needed at synth. */
export const GATEWAY_ASSET = path.join(__dirname, '..', 'assets', 'gateway');

/** The worker's files, which take their place in asynchronous mode. */
export const WORKER_ASSET = path.join(__dirname, '..', 'assets', 'worker');

/** What a reply module's context loads when it is needed. Not in the echo gateway, which has no use for it. */
const MEDIA_ASSET = path.join(__dirname, '..', 'assets', 'media');

/** A reply module that is put beside the gateway's files. */
export interface ReplyModule {
  /** Tells one module from another within an app: CDK bundles once for each. */
  readonly key: string;
  /** Writes the module, and what it imports, into the folder of the function's code. */
  write(folder: string): void;
}

/**
 * The code of a gateway: its own files, the same bytes for everyone, and the reply module beside them.
 *
 * @param replyModule none answers with what is built in
 * @param gatewayAsset where the gateway's files are, or those of the worker
 * @throws Error in a checkout of this library that is not built
 */
export function gatewayCode(replyModule?: ReplyModule, gatewayAsset: string = GATEWAY_ASSET): lambda.AssetCode {
  const entry = gatewayAsset === WORKER_ASSET ? 'worker.mjs' : 'gateway.mjs';
  if (!existsSync(path.join(gatewayAsset, entry))) {
    throw new Error(`The gateway's Lambda code must be in ${gatewayAsset}, got no ${entry} there. In a checkout of cdk-twilio-sms-gateway run "npx projen bundle"; elsewhere install the package again.`);
  }
  if (!replyModule) {
    return lambda.Code.fromAsset(gatewayAsset);
  }
  return lambda.Code.fromAsset(gatewayAsset, {
    // The hash is that of the result: the same on every machine, and new only when a byte of it is.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      image: DockerImage.fromRegistry('never-used'), // required, but the local bundling below never declines
      environment: { REPLY_MODULE: replyModule.key }, // part of the key of CDK's cache, which does not see the function below
      local: {
        tryBundle(folder: string): boolean {
          cpSync(gatewayAsset, folder, { recursive: true });
          cpSync(MEDIA_ASSET, folder, { recursive: true });
          replyModule.write(folder);
          return true;
        },
      },
    },
  });
}
