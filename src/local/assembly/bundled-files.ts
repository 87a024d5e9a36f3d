import * as fs from 'node:fs';
import * as path from 'node:path';
import { ArtifactMetadata, constructMetadata } from './construct-metadata';
import { BUNDLED_FILES_METADATA } from '../../shared/deployment-metadata';

/** The part of a manifest that leads to the metadata of constructs. */
interface Manifest {
  readonly artifacts?: Readonly<Record<string, ArtifactMetadata & {
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
  return Object.values(artifacts).flatMap((artifact) => {
    const nested = artifact.properties?.directoryName;
    return [
      ...constructMetadata(directory, artifact, readJson)
        .filter(({ type }) => type === BUNDLED_FILES_METADATA).flatMap(({ data }) => [data].flat().filter((file) => typeof file === 'string')),
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
