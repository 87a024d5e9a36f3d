import * as path from 'node:path';

/** Metadata of a construct in a cloud assembly. */
export interface ConstructMetadata {
  readonly type: string;
  readonly data?: unknown;
}

type ByPath = Readonly<Record<string, readonly ConstructMetadata[]>>;

/** The part of an artifact with the metadata of its constructs. */
export interface ArtifactMetadata {
  readonly metadata?: ByPath;
  /** Newer versions of aws-cdk-lib write the metadata to this file. */
  readonly additionalMetadataFile?: string;
}

/**
 * The metadata of all constructs of an artifact.
 *
 * @param directory folder of the cloud assembly
 * @param read reads a JSON file; `undefined` counts as an empty one
 */
export function constructMetadata(
  directory: string,
  { metadata = {}, additionalMetadataFile }: ArtifactMetadata,
  read: (file: string) => unknown,
): readonly ConstructMetadata[] {
  const more = additionalMetadataFile === undefined ? {} : read(path.join(directory, additionalMetadataFile)) ?? {};
  return Object.values({ ...metadata, ...more as ByPath }).flat();
}
