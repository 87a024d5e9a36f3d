import { AssemblyTemplate } from './cloud-assembly';
import { resolve } from './intrinsics';
import { hashOfParameter } from './parameter-assets';

/** The source of a function's code. */
export interface FunctionCode {
  /** The asset: its folder, or an archive. Empty if there is `inlineCode` or `elsewhere`. */
  readonly taskRoot: string;
  /** Code in the template itself. */
  readonly inlineCode?: string;
  /** The place of code that is not on this machine, in words. */
  readonly elsewhere?: string;
}

export interface FunctionLayers {
  /** Their assets, folders or archives, in the order in which Lambda unpacks them into `/opt`. */
  readonly layers: readonly string[];
  /** Layers that are not on this machine, by their names in the template. */
  readonly missingLayers: readonly string[];
}

interface CodeProperties {
  readonly S3Bucket?: unknown;
  readonly S3Key?: unknown;
  readonly ZipFile?: string;
  readonly ImageUri?: unknown;
}

/** @param code the property `Code` of a function, intrinsic functions resolved */
export function codeOf(source: AssemblyTemplate, code: unknown): FunctionCode {
  const { S3Bucket: bucket, S3Key: key, ZipFile: inlineCode, ImageUri: image } = Object(code) as CodeProperties;
  const asset = source.assets.get(hashOfParameter(String(key)) ?? String(key));
  if (asset !== undefined) return { taskRoot: asset };
  if (inlineCode !== undefined) return { taskRoot: '', inlineCode };
  const elsewhere = image === undefined
    ? `the object ${key} of the bucket ${bucket} in S3`
    : `the container image ${image}`;
  return { taskRoot: '', elsewhere };
}

/** @param layers the property `Layers` of a function in the template, not resolved */
export function layersOf(source: AssemblyTemplate, layers: unknown): FunctionLayers {
  const found = Array.isArray(layers) ? layers.map((layer) => ({ layer, asset: layerAsset(source, layer) })) : [];
  return {
    layers: found.flatMap(({ asset }) => asset ?? []),
    missingLayers: found
      .filter(({ asset }) => asset === undefined)
      .map(({ layer }) => (typeof layer === 'string' ? layer : JSON.stringify(layer))),
  };
}

function layerAsset(source: AssemblyTemplate, layer: unknown): string | undefined {
  const { Type: type, Properties: properties } = source.template.Resources?.[String(Object(layer).Ref)] ?? {};
  if (type !== 'AWS::Lambda::LayerVersion') return undefined;
  return codeOf(source, resolve(properties?.Content, source.template)).taskRoot || undefined;
}
