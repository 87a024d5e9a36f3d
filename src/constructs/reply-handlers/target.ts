import { copyFileSync } from 'fs';
import * as path from 'path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ReplyHandlerConfig } from './reply-handler';
import { TARGET_ACKNOWLEDGEMENT_ENV, TARGET_ENV } from '../../shared/env';
import { gatewayCode } from '../code/gateway-code';
import { lambdaFiles, type TargetName } from '../code/lambda-files';

/** A reply handler that passes messages on. */
export interface TargetProps {
  readonly name: TargetName;
  /** URL of the queue, or ARN. */
  readonly target: string;
  readonly acknowledgement?: string;
  readonly environment?: Record<string, string>;
  /** What runs it. @default - the gateway's own files */
  readonly runtimeFiles?: string[];
}

/** The gateway's code with a bundled reply module beside it, and the environment that the module reads. */
export function bindTarget({ name, target, acknowledgement, environment, runtimeFiles }: TargetProps): ReplyHandlerConfig {
  return {
    code: targetCode(name, runtimeFiles),
    replyModule: './reply.mjs',
    environment: {
      ...environment,
      [TARGET_ENV]: target,
      ...(acknowledgement !== undefined && { [TARGET_ACKNOWLEDGEMENT_ENV]: acknowledgement }),
    },
  };
}

/** Neither esbuild nor Docker is needed for it. */
export function targetCode(name: TargetName, runtimeFiles?: string[]): lambda.Code {
  return gatewayCode({ key: `target ${name}`, write: (folder) => copyReplyModule(name, folder) }, runtimeFiles);
}

/** The bundle itself becomes `reply.cjs`, which `reply.mjs` loads. */
function copyReplyModule(target: TargetName, folder: string): void {
  for (const file of lambdaFiles(target)) {
    const name = path.basename(file);
    copyFileSync(file, path.join(folder, name === `${target}.cjs` ? 'reply.cjs' : name));
  }
}
