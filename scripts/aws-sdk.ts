import * as fs from 'node:fs';
import * as path from 'node:path';
import { Plugin } from 'esbuild';

/** esbuild plugins that keep out of a bundle what it has no use for of the AWS SDK. Each fails the build when the SDK has changed under it. */

const NO_SHARED_CONFIG = path.join(__dirname, '../src/runtime/sdk/no-shared-config.ts');

/** Replaces a file of the SDK that no export of its package names. */
export const WITHOUT_SHARED_CONFIG = replaceFiles('without-shared-config',
  /[\\/]@smithy[\\/]core[\\/].*[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
  () => ({ contents: fs.readFileSync(NO_SHARED_CONFIG, 'utf8'), loader: 'ts' }));

/** Of a client's package.json only what it tells AWS of itself. */
export const VERSION_ONLY = replaceFiles('version-only', /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/,
  (source) => ({ contents: JSON.stringify({ version: JSON.parse(source).version }), loader: 'json' }));

/** Without the SHA-256 in JavaScript, for a Node.js that has none of its own. MD5 stays: where FIPS mode is on, Node.js has none. */
export const NATIVE_SHA256 = replaceFiles('native-sha256', /[\\/]@smithy[\\/]core[\\/].*[\\/]Sha256Js\.js$/,
  () => ({ contents: 'export const Sha256Js = undefined;', loader: 'js' }));

/** With a field that we read, or which the SDK knows only by their class to be worth another try. */
const KEPT_ERRORS = ['ConditionalCheckFailedException', 'ReplicatedWriteConflictException', 'IDPCommunicationErrorException'];

/**
 * The classes for the errors of the services: AWS Systems Manager alone has 140. Without its class an error is of the service's common one,
 * with AWS's code as its `name` and the same message, which is what we look at.
 */
const ERROR_CLASSES = new RegExp(String.raw`^n0_registry\.registerError\((?!${KEPT_ERRORS.join('|')}).*\);$`, 'gm');

/** Their computed keys, `{ [_h]: ... }`, are to esbuild something that may have effects. */
const SCHEMAS = /^((?:export )?var [\w$]+ = )(\[[\s\S]*?\]);$/gm;

/** Lets esbuild drop the schemas of operations that are not called, and of errors. */
export const USED_SCHEMAS = replaceFiles('used-schemas', /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_0\.js$/,
  (source) => ({ contents: source.replace(SCHEMAS, '$1/* @__PURE__ */ (() => $2)();').replace(ERROR_CLASSES, ''), loader: 'js' }));

/**
 * Of a client that a credential provider imports late, so that esbuild keeps all that it exports: only the client and its commands, which is
 * what the providers take.
 */
export const WITHOUT_MODELS = replaceFiles('without-models', /[\\/]@aws-sdk[\\/]nested-clients[\\/].*[\\/]submodules[\\/][^\\/]+[\\/]index\.js$/,
  (source) => ({ contents: source.replace(/^export \* from "\.\/(?:schemas|models)\/.*$/gm, ''), loader: 'js' }));

function replaceFiles(name: string, filter: RegExp, replace: (source: string, file: string) => { contents: string; loader: 'js' | 'json' | 'ts' }): Plugin {
  return {
    name,
    setup({ onLoad, onEnd }) {
      let found = false;
      onLoad({ filter }, ({ path: file }) => {
        const source = fs.readFileSync(file, 'utf8');
        const replaced = replace(source, file);
        found ||= replaced.contents !== source;
        return replaced;
      });
      onEnd(() => (found ? undefined : { errors: [{ text: `The AWS SDK has nothing for ${name} at ${filter} any more: see scripts/aws-sdk.ts` }] }));
    },
  };
}
