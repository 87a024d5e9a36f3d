import { statSync, writeFileSync } from 'fs';
import * as path from 'path';
import { Annotations, Stage } from 'aws-cdk-lib';
import { bundleModule, findEsbuild } from './bundle-module';
import { REPLY_MODULE } from './reply-file';
import type { ReplyHandler } from './reply-handler';
import { BUNDLED_FILES_METADATA } from '../../shared/env';
import { gatewayCode } from '../code/gateway-code';
import { rejectReservedNames } from '../validate-environment';

/** How `ReplyHandler.fromModule` bundles and runs a module. */
export interface FromModuleOptions {
  /**
   * Environment variables for the module. No secrets: anyone who may see the function can read them. Names that
   * start with `TWILIO_GATEWAY_` belong to the gateway.
   *
   * @default - only `NODE_OPTIONS=--enable-source-maps`, unless `sourceMap` is false
   */
  readonly environment?: Record<string, string>;

  /**
   * npm packages that are not bundled since the function finds them elsewhere, in a layer or in Lambda's own image.
   * `*` stands for any text: `['@aws-sdk/*']` takes the AWS SDK that is in the image, whatever its version is.
   *
   * @default - everything is bundled, the AWS SDK too
   */
  readonly externalModules?: string[];

  /**
   * Whether the code is made smaller, at the cost of the names in it. A bundle with large packages starts faster.
   *
   * @default false
   */
  readonly minify?: boolean;

  /**
   * Whether the lines of a stack trace in the log are those of your sources. The sources themselves are not deployed.
   *
   * @default true
   */
  readonly sourceMap?: boolean;

  /**
   * Global names that are replaced by JavaScript literals: `{ 'process.env.STAGE': '"prod"' }`.
   *
   * @default - none
   */
  readonly define?: Record<string, string>;
}

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * Makes the bind function of `ReplyHandler.fromModule()`.
 *
 * @throws Error where there is no such file, and for an environment with names of the gateway
 */
export function bindFromModule(entry: string, options: FromModuleOptions = {}): ReplyHandler['bind'] {
  const file = path.resolve(entry);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(`ReplyHandler.fromModule must get a file, got ${file}, which is none. Give its absolute path: path.join(__dirname, 'reply.ts'), or in an ES module fileURLToPath(new URL('reply.ts', import.meta.url)).`);
  }
  if (!EXTENSIONS.includes(path.extname(file))) {
    throw new Error(`ReplyHandler.fromModule must get TypeScript or JavaScript (${EXTENSIONS.join(', ')}), got ${file}. For another language deploy a function of its own.`);
  }
  rejectReservedNames('ReplyHandler.fromModule: environment', options.environment);
  return (scope, { runtimeFiles }) => {
    const esbuild = findEsbuild(file); // before anything is bundled, since CDK wraps what fails then
    const write = (folder: string) => {
      const { files, warnings, sources } = bundleModule(esbuild, file, options);
      warnings.forEach((text) => Annotations.of(scope).addWarningV2('cdk-twilio-sms-gateway:bundling', text));
      const { assetOutdir } = Stage.of(scope)!;
      scope.node.addMetadata(BUNDLED_FILES_METADATA, sources.map((source) => path.relative(assetOutdir, source)));
      files.forEach(({ name, contents }) => writeFileSync(path.join(folder, name), contents));
    };
    return {
      code: gatewayCode({ key: JSON.stringify([file, options]), write }, runtimeFiles),
      replyModule: REPLY_MODULE,
      environment: { ...(options.sourceMap !== false && { NODE_OPTIONS: '--enable-source-maps' }), ...options.environment },
    };
  };
}
