import { existsSync } from 'fs';
import * as path from 'path';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** The gateway's own files, bundled when this package was built: neither esbuild nor Docker is needed at synth. */
const GATEWAY_ASSET = path.join(__dirname, '..', 'assets', 'gateway');

/**
 * The code of a gateway that answers with what is built in.
 *
 * @throws Error in a checkout of this library that is not built
 */
export function gatewayCode(folder: string = GATEWAY_ASSET): lambda.AssetCode {
  if (!existsSync(path.join(folder, 'gateway.mjs'))) {
    throw new Error(`The gateway's Lambda code must be in ${folder}, got no gateway.mjs there. In a checkout of cdk-twilio-sms-gateway run "npx projen bundle"; elsewhere install the package again.`);
  }
  return lambda.Code.fromAsset(folder);
}
