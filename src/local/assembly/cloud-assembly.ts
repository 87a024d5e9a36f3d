import * as fs from 'node:fs';
import * as path from 'node:path';
import { UserError } from '../problems/user-error';

/** One resource of a CloudFormation template, as far as the tools read it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
}

/** Where CloudFormation has a stack. */
export interface Deployment {
  /** For a nested stack the name of the outermost. */
  readonly stackName: string;
  /** None where the app leaves it open. */
  readonly region?: string;
}

export interface AssemblyTemplate {
  /** Name of the stack as the CDK shows it, such as `Prod/Sms`. */
  readonly stackName: string;
  readonly deployment: Deployment;
  readonly template: Template;
  /** Where the stack's assets lie, by the key that they get in the bucket, which is the `S3Key` of a function. */
  readonly assets: ReadonlyMap<string, string>;
}

export interface CloudAssembly {
  readonly directory: string;
  readonly templates: readonly AssemblyTemplate[];
  /** Every file that was read: when one of them changes, so has the assembly. */
  readonly files: readonly string[];
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Artifact>>;
}

interface Artifact {
  readonly type: string;
  readonly displayName?: string;
  /** Such as `aws://123456789012/eu-west-1`. */
  readonly environment?: string;
  readonly dependencies?: readonly string[];
  readonly properties?: { readonly templateFile?: string; readonly stackName?: string; readonly directoryName?: string; readonly file?: string };
}

interface AssetManifest {
  readonly files?: Readonly<Record<string, {
    readonly source: { readonly path?: string };
    readonly destinations?: Readonly<Record<string, { readonly objectKey: string }>>;
  }>>;
}

/**
 * Reads what `cdk synth` wrote: stacks, nested stacks and stages. By hand, since aws-cdk-lib must not be needed to run the tools.
 * Source: the schema of the cloud assembly, aws/aws-cdk-cli `packages/@aws-cdk/cloud-assembly-schema`.
 */
export function readCloudAssembly(directory: string): CloudAssembly {
  if (!fs.existsSync(directory)) {
    throw new UserError(`There is no cloud assembly at ${directory}. Run "cdk synth" first, name its output folder, or use --app.`);
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
    throw new UserError(`${directory} is not a cloud assembly: it has no manifest.json. Name the output folder of "cdk synth" (usually cdk.out).`);
  }
  const artifacts = (read(file) as Manifest).artifacts ?? {};

  return Object.entries(artifacts).flatMap(([id, { type, displayName, environment, dependencies, properties }]) => {
    if (type === 'cdk:cloud-assembly' && properties?.directoryName !== undefined) {
      return readManifest(path.join(directory, properties.directoryName), read);
    }
    if (type !== 'aws:cloudformation:stack' || properties?.templateFile === undefined) return [];
    const assets = new Map((dependencies ?? []).flatMap((dependency) => {
      const assetManifest = artifacts[dependency]?.properties?.file;
      return assetManifest === undefined ? [] : stagedAssets(directory, read(path.join(directory, assetManifest)) as AssetManifest);
    }));
    const deployment = { stackName: properties.stackName ?? id, region: regionOf(environment) };
    return [path.join(directory, properties.templateFile), ...nestedTemplates(assets)].map((templateFile) => ({
      stackName: displayName ?? id,
      deployment,
      template: read(templateFile) as Template,
      assets,
    }));
  });
}

/** The account is that of the credentials, as for the other commands. */
function regionOf(environment = ''): string | undefined {
  const region = /^aws:\/\/[^/]*\/([^/]+)$/.exec(environment)?.[1];
  return region === 'unknown-region' ? undefined : region;
}

function stagedAssets(directory: string, manifest: AssetManifest): [string, string][] {
  return Object.values(manifest.files ?? {}).flatMap(({ source, destinations }) =>
    Object.values(destinations ?? {}).map(({ objectKey }): [string, string] => [objectKey, path.resolve(directory, source.path ?? '')]));
}

/** The manifest lists a nested stack nowhere but among its parent's assets. */
function nestedTemplates(assets: ReadonlyMap<string, string>): string[] {
  return [...assets.values()].filter((file) => file.endsWith('.nested.template.json'));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(`${file} cannot be read as JSON: ${(cause as Error).message}. Run "cdk synth" again.`, { cause });
  }
}
