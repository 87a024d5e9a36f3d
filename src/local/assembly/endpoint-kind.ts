import { AssemblyTemplate, TemplateResource } from './cloud-assembly';

/** The front end of a gateway, by its name in AWS. It decides the shape of the function's event. */
export type EndpointKind = 'HTTP API' | 'REST API' | 'Function URL';

/** Resources that name the function which they invoke. */
const KINDS: Readonly<Record<string, EndpointKind>> = {
  'AWS::ApiGatewayV2::Integration': 'HTTP API',
  'AWS::ApiGateway::Method': 'REST API',
  'AWS::Lambda::Url': 'Function URL',
};

/**
 * Finds the endpoint that invokes a function, or an alias of it. The function's own template is searched first, since
 * the API may belong to another stack.
 *
 * @returns `undefined` if no template tells
 */
export function findEndpointKind(
  own: AssemblyTemplate,
  logicalId: string,
  templates: readonly AssemblyTemplate[],
): EndpointKind | undefined {
  const resources = ({ template }: AssemblyTemplate) => Object.entries(template.Resources ?? {});
  const aliases = resources(own).filter(([, resource]) =>
    resource.Type === 'AWS::Lambda::Alias' && mentions(resource, [logicalId]));
  const ids = [logicalId, ...aliases.map(([id]) => id)];
  return [own, ...templates.filter((one) => one !== own)]
    .flatMap((one) => resources(one).map(([, resource]) => resource))
    .filter((resource) => Object.hasOwn(KINDS, resource.Type) && mentions(resource, ids))
    .map(({ Type }) => KINDS[Type])[0];
}

/**
 * Looks for a `Ref`, a `Fn::GetAtt`, or the name of an export, such as
 * `Sms:ExportsOutputFnGetAttFunction76856677Arn`.
 */
function mentions({ Properties: properties = {} }: TemplateResource, ids: readonly string[]): boolean {
  const text = JSON.stringify(properties);
  return ids.some((id) => new RegExp(`"${id}"|ExportsOutput(?:Ref|FnGetAtt)${id}(?:Arn|[A-F0-9]{8})`).test(text));
}
