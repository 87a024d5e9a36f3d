import * as fs from 'node:fs';
import * as path from 'node:path';
import { ArtifactMetadata, constructMetadata } from './construct-metadata';
import { parameterAssets } from './parameter-assets';
import { UserError } from '../problems/user-error';

/** The part of a CloudFormation resource that the tools read. */
export interface TemplateResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** The place of a stack in CloudFormation. */
export interface Deployment {
  /** A nested stack has the name of the outermost one. */
  readonly stackName: string;
  /** Missing if the app leaves it open. */
  readonly region?: string;
}

export interface AssemblyTemplate {
  /** Name of the stack as the CDK shows it, such as `Prod/Sms`. */
  readonly stackName: string;
  /** The same for a stack. A nested stack has the name of its template, too: no two templates of an app share it. */
  readonly name: string;
  readonly deployment: Deployment;
  readonly template: Template;
  /** The files and folders of the stack's assets, by their key in the bucket, or by the hash in its parameter. */
  readonly assets: ReadonlyMap<string, string>;
}

export interface CloudAssembly {
  readonly directory: string;
  readonly templates: readonly AssemblyTemplate[];
  /** Every file that was read. The assembly has changed if one of them has. */
  readonly files: readonly string[];
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact extends ArtifactMetadata {
  readonly type: string;
  readonly displayName?: string;
  /** For example `aws://123456789012/eu-west-1`. */
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: {
    readonly templateFile?: string;
    readonly stackName?: string;
    readonly directoryName?: string;
    readonly file?: string;
  };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, {
    readonly source: { readonly path?: string };
    readonly destinations?: Readonly<Record<string, { readonly objectKey: string }>>;
  }>>;
}

/**
 * Reads the output of `cdk synth`: stacks, nested stacks and stages. It uses no aws-cdk-lib, which the tools must not
 * need.
 * Source: the schema of the cloud assembly, aws/aws-cdk-cli `packages/@aws-cdk/cloud-assembly-schema`.
 */
export function readCloudAssembly(directory: string): CloudAssembly {
  if (!fs.existsSync(directory)) {
    throw new UserError(`There is no cloud assembly at ${directory}. Run "cdk synth" first, `
      + 'name its output folder, or use --app.');
  }
  const files: string[] = [];
  const templates = readManifest(directory, (file) => {
    files.push(file);
    return readJson(file);
  });
  return { directory, templates, files };
}

function readManifest(directory: string, read: (file: string) => unknown): AssemblyTemplate[] {
  const file = path.join(directory, 'manifest.json');
  if (!fs.existsSync(file)) {
    throw new UserError(`${directory} is not a cloud assembly: it has no manifest.json. `
      + 'Name the output folder of "cdk synth" (usually cdk.out).');
  }
  const artifacts = (read(file) as Manifest).artifacts ?? {};

  return Object.entries(artifacts).flatMap(([id, artifact]) => {
    const { type, displayName, environment, dependencies, properties } = artifact;
    if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) {
      return readManifest(path.join(directory, properties.directoryName), read);
    }
    if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) return [];
    const listed = (dependencies ?? []).flatMap((dependency) => {
      const assetManifest = artifacts[dependency]?.properties?.file;
      if (assetManifest === undefined) return [];
      return stagedAssets(directory, read(path.join(directory, assetManifest)) as AssetManifest);
    });
    const assets = new Map([...listed, ...parameterAssets(directory, constructMetadata(directory, artifact, read))]);
    const deployment = { stackName: properties.stackName ?? id, region: regionOf(environment) };
    const stackName = displayName ?? id;
    const nested = nestedTemplates(assets);
    return [path.join(directory, properties.templateFile), ...nested].map((templateFile) => ({
      stackName,
      name: nested.includes(templateFile) ? `${stackName}/${path.basename(templateFile, NESTED)}` : stackName,
      deployment,
      template: read(templateFile) as Template,
      assets,
    }));
  });
}

/** The account comes from the credentials, as in the other commands. */
function regionOf(environment = ''): string | undefined {
  const region = /^aws:\/\/[^/]*\/([^/]+)$/.exec(environment)?.[1];
  return region === 'unknown-region' ? undefined : region;
}

function stagedAssets(directory: string, manifest: AssetManifest): [string, string][] {
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) => {
    const file = path.resolve(directory, source.path ?? '');
    return Object.values(destinations ?? {}).map(({ objectKey }): [string, string] => [objectKey, file]);
  });
}

const NESTED = '.nested.template.json';

/** The manifest lists nested stacks only among the assets of their parent, once for each destination. */
function nestedTemplates(assets: ReadonlyMap<string, string>): string[] {
  return [...new Set([...assets.values()].filter((file) => file.endsWith(NESTED)))];
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(`${file} cannot be read as JSON: ${(cause as Error).message}. `
      + 'Run "cdk synth" again.', { cause });
  }
}
