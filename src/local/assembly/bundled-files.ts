import * as fs from 'node:fs';
import * as path from 'node:path';
import { BUNDLED_FILES_METADATA } from '../../shared/deployment-metadata';

type Metadata = Readonly<Record<string, readonly { readonly type: string; readonly data?: unknown }[]>>;

/**
 * The part of a manifest that leads to the metadata of constructs. Newer versions of aws-cdk-lib write them to
 * `additionalMetadataFile`.
 */
interface Manifest {
  readonly artifacts?: Readonly<Record<string, {
    readonly metadata?: Metadata;
    readonly additionalMetadataFile?: string;
    readonly properties?: { readonly directoryName?: string };
  }>>;
}

/**
 * The files that `ReplyHandler.fromModule` bundled, as it notes them in the cloud assembly. Packages are not among
 * them.
 *
 * @param directory folder of the cloud assembly
 */
export function readBundledFiles(directory: string): string[] {
  return [...new Set(noted(directory).map((file) => path.resolve(directory, file)))];
}

function noted(directory: string): string[] {
  const { artifacts = {} } = readJson<Manifest>(path.join(directory, 'manifest.json')) ?? {};
  return Object.values(artifacts).flatMap(({ metadata = {}, additionalMetadataFile, properties }) => {
    const more = additionalMetadataFile && readJson<Metadata>(path.join(directory, additionalMetadataFile));
    const entries = Object.values({ ...metadata, ...(more || {}) }).flat();
    const nested = properties?.directoryName;
    return [
      ...entries.filter(({ type }) => type === BUNDLED_FILES_METADATA).flatMap(({ data }) => data as readonly string[]),
      ...nested === undefined ? [] : noted(path.join(directory, nested)),
    ];
  });
}

/** An app that fails may leave anything behind: then nothing is known. */
function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
