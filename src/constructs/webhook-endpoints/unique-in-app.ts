import { CfnResource, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';

/** A resource that may exist only once for the same values of its properties. */
interface UniqueResource {
  readonly properties: readonly string[];
  /** Properties that are unique only within an account and a region. */
  readonly regional?: boolean;
  readonly what: string;
  readonly remedy: string;
}

const ANOTHER_PATH = 'Give each gateway another path, such as "/sms-2".';
const ANOTHER_KEY = 'Map them to different keys of the domain, or use another domain.';
const ONE_API = 'Import the API once, and give the same object to everything that uses it.';

/** The resources of endpoints that CloudFormation cannot create twice. */
const UNIQUE: Readonly<Record<string, UniqueResource>> = {
  'AWS::ApiGatewayV2::Route': { properties: ['apiId', 'routeKey'], what: 'route', remedy: ANOTHER_PATH },
  'AWS::ApiGateway::Method': {
    properties: ['restApiId', 'resourceId', 'httpMethod'], what: 'method', remedy: ANOTHER_PATH,
  },
  'AWS::ApiGateway::Resource': {
    properties: ['restApiId', 'parentId', 'pathPart'], what: 'resource', remedy: `${ONE_API} ${ANOTHER_PATH}`,
  },
  'AWS::ApiGatewayV2::ApiMapping': {
    properties: ['domainName', 'apiMappingKey'], regional: true, what: 'mapping of the domain', remedy: ANOTHER_KEY,
  },
  'AWS::ApiGateway::BasePathMapping': {
    properties: ['domainName', 'basePath'], regional: true, what: 'mapping of the domain', remedy: ANOTHER_KEY,
  },
};

/** The resources of all gateways, so that of two gateways only one reports a conflict. */
const OF_GATEWAYS = new WeakSet<IConstruct>();

/**
 * Reports resources of an endpoint that something else in the app creates too. The check is at synth, because routes
 * may be added after the gateway.
 *
 * @param constructs constructs of the endpoint. Only the resources named above are looked at
 */
export function assertUniqueInApp(scope: Construct, ...constructs: readonly IConstruct[]): void {
  const resources = constructs.map(resourceOf).filter((resource) => resource !== undefined);
  resources.forEach((resource) => OF_GATEWAYS.add(resource));
  scope.node.addValidation({ validate: () => resources.flatMap(conflictsOf) });
}

function conflictsOf(resource: CfnResource): string[] {
  const { what, remedy } = UNIQUE[resource.cfnResourceType];
  const key = keyOf(resource);
  const all = resource.node.root.node.findAll().map(resourceOf);
  const same = all.filter((other, i) => other !== undefined && all.indexOf(other) === i && keyOf(other) === key);
  const others = same.filter((other) => other !== resource);
  const isReportedByOther = OF_GATEWAYS.has(same[0]!) && same[0] !== resource;
  return others.length === 0 || isReportedByOther ? [] : [
    `The app creates the same ${what} twice, which CloudFormation rejects: ` +
    `${same.map((one) => one!.node.path.replace(/\/Resource$/, '')).join(' and ')}. ${remedy}`,
  ];
}

/** The resource of a construct, if it is one of those above. */
function resourceOf(construct: IConstruct): CfnResource | undefined {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  return CfnResource.isCfnResource(resource) && Object.hasOwn(UNIQUE, resource.cfnResourceType) ? resource : undefined;
}

/** Equal for resources of which only one can exist. Values that may differ at deployment give different keys. */
function keyOf(resource: CfnResource): string {
  const { properties, regional } = UNIQUE[resource.cfnResourceType];
  const values = resource as unknown as Readonly<Record<string, unknown>>;
  const isLiteral = !properties.some((name) => Token.isUnresolved(values[name]));
  return JSON.stringify([
    resource.cfnResourceType,
    regional && isLiteral ? placeOf(resource) : '',
    ...properties.map((name) => identityOf(resource, values[name])),
  ]);
}

/** A reference stands for what it refers to, in whichever stack it is. */
function identityOf(resource: CfnResource, value: unknown): string {
  if (!Token.isUnresolved(value)) { return String(value ?? ''); }

  const token = Tokenization.reverse(value, { failConcat: false });
  if (token && Reference.isReference(token)) { return `${token.target.node.path} ${token.displayName}`; }
  return `${Stack.of(resource).node.path} ${JSON.stringify(Stack.of(resource).resolve(value))}`;
}

/** The environment, or the stack if its environment is not known. */
function placeOf(resource: CfnResource): string {
  const stack = Stack.of(resource);
  const { account, region } = stack;
  return Token.isUnresolved(account) || Token.isUnresolved(region) ? stack.node.path : `${account} ${region}`;
}
