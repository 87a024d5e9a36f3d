import { statSync, writeFileSync } from 'fs';
import * as path from 'path';
import { Annotations, Stage } from 'aws-cdk-lib';
import { bundleModule, findEsbuild } from './bundle-module';
import type { FromModuleOptions } from './from-module-options';
import { REPLY_MODULE } from './reply-file';
import type { BindReplyHandler } from './reply-handler-config';
import { BUNDLED_FILES_METADATA } from '../../shared/deployment-metadata';
import { gatewayCode } from '../code/gateway-code';
import { assertKnownNames, type NamesOf } from '../validation/known-names';
import { assertNoReservedNames } from '../validation/validate-environment';

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

const NAMES: NamesOf<FromModuleOptions> = {
  define: true,
  environment: true,
  externalModules: true,
  minify: true,
  sourceMap: true,
};

/**
 * Makes the `bind` of `ReplyHandler.fromModule()`.
 *
 * @throws Error for an entry that is no JavaScript or TypeScript file, and for reserved names in the environment
 */
export function bindFromModule(entry: string, options: FromModuleOptions = {}): BindReplyHandler {
  assertKnownNames('ReplyHandler.fromModule', options, NAMES);
  const file = path.resolve(entry);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new Error(
      `ReplyHandler.fromModule: entry must be an existing file, got ${file}. Give its absolute path: ` +
      'path.join(__dirname, \'reply.ts\'), or in an ES module fileURLToPath(new URL(\'reply.ts\', import.meta.url)).');
  }
  if (!EXTENSIONS.includes(path.extname(file))) {
    throw new Error(
      `ReplyHandler.fromModule: entry must be TypeScript or JavaScript (${EXTENSIONS.join(', ')}), got ${file}. ` +
      'For another language deploy a function of its own and use ReplyHandler.fromFunction.');
  }
  assertNoReservedNames('ReplyHandler.fromModule: environment', options.environment);
  const environment: Record<string, string> = {
    ...(options.sourceMap !== false && { NODE_OPTIONS: '--enable-source-maps' }),
    ...options.environment,
  };
  return (scope, { runtimeFiles }) => {
    const esbuild = findEsbuild(file); // before CDK bundles, since CDK wraps an error during bundling
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
      environment,
    };
  };
}
