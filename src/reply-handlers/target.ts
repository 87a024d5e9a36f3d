import { copyFileSync, readFileSync } from 'fs';
import * as path from 'path';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { gatewayCode } from '../gateway-code';
import type { ReplyHandlerConfig } from '../reply-handler';
import type { ReplyMode } from '../reply-mode';
import { TARGET_ACKNOWLEDGEMENT_ENV, TARGET_ENV } from '../runtime/env';

/** Reply modules, bundled when this package was built. `files.json` says which files each of them needs. */
const TARGET_ASSETS = path.join(__dirname, '..', '..', 'assets', 'targets');

/** Names of the bundles. */
export type TargetName = 'event-bus' | 'function' | 'queue' | 'state-machine' | 'topic';

/** A reply handler that passes messages on. */
export interface TargetProps {
  readonly name: TargetName;
  /** URL of the queue, or ARN. */
  readonly target: string;
  readonly acknowledgement?: string;
  readonly environment?: Record<string, string>;
  /** @default - that of a webhook */
  readonly mode?: ReplyMode;
}

/** The gateway's code with a bundled reply module beside it, and the environment that the module reads. */
export function bindTarget({ name, target, acknowledgement, environment, mode }: TargetProps): ReplyHandlerConfig {
  return {
    code: targetCode(name, mode),
    replyModule: './reply.mjs',
    environment: {
      ...environment,
      [TARGET_ENV]: target,
      ...(acknowledgement !== undefined && { [TARGET_ACKNOWLEDGEMENT_ENV]: acknowledgement }),
    },
  };
}

/** Neither esbuild nor Docker is needed for it. */
export function targetCode(name: TargetName, mode?: ReplyMode): lambda.Code {
  return gatewayCode({ key: `target ${name}`, write: (folder) => copyReplyModule(name, folder) }, mode?.runtimeDirectory);
}

/** The bundle itself becomes `reply.cjs`, which `reply.mjs` loads. */
function copyReplyModule(name: string, folder: string): void {
  const files = JSON.parse(readFileSync(path.join(TARGET_ASSETS, 'files.json'), 'utf8')) as Record<string, string[]>;
  for (const file of ['reply.mjs', ...files[name]]) {
    copyFileSync(path.join(TARGET_ASSETS, file), path.join(folder, file === `${name}.cjs` ? 'reply.cjs' : file));
  }
}
