import * as fs from 'node:fs';
import * as path from 'node:path';
import { Plugin } from 'esbuild';

/**
 * esbuild plugins that keep unused parts of packages out of a bundle. Each fails the build when the package has changed
 * under it. docs/decisions/0021 has what each of them saves, and which others were dropped.
 */

const SDK = path.join(__dirname, '../src/runtime/sdk');

/**
 * Replaces the SDK's reader of configuration files, which costs 1.9 ms of a cold start. No export of its package names
 * the file, so no alias can.
 */
export const WITHOUT_SHARED_CONFIG = replaceFiles('without-shared-config',
  /[\\/]@smithy[\\/]core[\\/].*[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
  () => ({ contents: fs.readFileSync(path.join(SDK, 'no-shared-config.ts'), 'utf8'), loader: 'ts' }));

/** Keeps of a client's package.json the version, which the client reports to AWS. */
export const VERSION_ONLY = replaceFiles('version-only', /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/,
  (source) => ({ contents: JSON.stringify({ version: JSON.parse(source).version }), loader: 'json' }));

/** Errors with a field that our code reads, and errors that the SDK retries only if it knows their class. */
const KEPT_ERRORS = ['ConditionalCheckFailedException', 'ReplicatedWriteConflictException', 'IDPCommunicationErrorException'];

/**
 * The classes for the errors of the services: AWS Systems Manager alone has 140. An error without a class of its own is
 * an instance of the service's base class. It has the same message, and AWS's code as its `name`, which is what our
 * code compares.
 */
const ERROR_CLASSES = new RegExp(String.raw`^n0_registry\.registerError\((?!${KEPT_ERRORS.join('|')}).*\);$`, 'gm');

/** esbuild keeps them because their computed keys, `{ [_h]: ... }`, might have side effects. */
const SCHEMAS = /^((?:export )?var [\w$]+ = )(\[[\s\S]*?\]);$/gm;

/** Lets esbuild drop the schemas of operations that are not called, and of errors. */
export const USED_SCHEMAS = replaceFiles('used-schemas', /[\\/]@aws-sdk[\\/].*[\\/]schemas[\\/]schemas_0\.js$/,
  (source) => ({ contents: source.replace(SCHEMAS, '$1/* @__PURE__ */ (() => $2)();').replace(ERROR_CLASSES, ''), loader: 'js' }));

/**
 * Bundles of Twilio's SDK get the part of xmlbuilder that it calls. An alias would replace `xmlbuilder/lib/...` too.
 */
export const XML_BUILDER: Plugin = {
  name: 'xml-builder',
  setup({ onResolve }) {
    onResolve({ filter: /^xmlbuilder$/ }, () => ({ path: path.join(SDK, 'xml-builder.ts') }));
    onResolve({ filter: /^\.\/XMLD(ocType|TD\w+)$/ }, () => ({ path: path.join(SDK, 'no-document-type.ts') }));
  },
};

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
