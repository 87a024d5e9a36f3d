import * as path from 'node:path';
import { ConstructMetadata } from './construct-metadata';

/** The parameter of an asset's key. A nested stack gets it from its parent, with more words around it. */
const KEY_PARAMETER = /AssetParameters([0-9a-f]{64})S3VersionKey/;

/**
 * The assets of a stack with `LegacyStackSynthesizer`: `cdk deploy` uploads them and gives their places to the stack as
 * parameters, so no asset manifest lists them.
 * Source: aws/aws-cdk-cli, `cloud-assembly-schema`, metadata `aws:cdk:asset`.
 *
 * @returns hash, and file or folder
 */
export function parameterAssets(directory: string, metadata: readonly ConstructMetadata[]): [string, string][] {
  return metadata
    .filter(({ type }) => type === 'aws:cdk:asset')
    .map(({ data }) => data as { readonly id: string; readonly path: string })
    .map(({ id, path: file }) => [id, path.resolve(directory, file)]);
}

/** The hash of the asset whose key a template gets as a parameter. */
export function hashOfParameter(parameter: string): string | undefined {
  return KEY_PARAMETER.exec(parameter)?.[1];
}
