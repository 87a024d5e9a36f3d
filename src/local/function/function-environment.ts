import * as os from 'node:os';
import * as path from 'node:path';
import { FunctionFolders } from './mounted-code';
import { API_URL_ENV, SCHEME_ENV, SHOW_VALUES_ENV, WEBHOOK_URL_ENV } from '../../shared/env';
import { FunctionDefinition } from '../assembly/function-definition';
import { LOCAL_REGION } from '../assembly/physical-ids';
import { Scheme } from '../http-api/request-to-event';
import { UserError } from '../problems/user-error';

/** The emulators that get the function's calls to AWS and Twilio. */
export interface AwsEndpoint {
  readonly endpoint: string;
  readonly accessKeyId: string;
  /** The emulator of Twilio's REST API. */
  readonly twilioUrl?: string;
}

/** AWS itself, with the developer's credentials. */
export interface RealAws {
  /** The region of the deployed stack. */
  readonly region: string;
  /** Variables that the AWS SDKs read: credentials, and endpoints if the developer has set some. */
  readonly environment: Readonly<Record<string, string>>;
  /** The variables of the deployed function. They hold the names and ARNs that the template does not know. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Returns `environment`, with new credentials if the current ones are about to expire.
   *
   * @throws UserError if there are no new ones
   */
  renew(): Promise<Readonly<Record<string, string>>>;
}

/**
 * The environment of the function's process. It inherits no variable of the developer, so that neither their proxy nor
 * their AWS credentials reach the function unless they are passed on purpose. Source of the names: AWS Lambda, "Defined
 * runtime environment variables".
 *
 * @param scheme the scheme of the webhook's URL
 * @throws UserError if the function calls AWS itself, and a variable's value, which only a deployment has, is not
 * deployed yet
 */
export function functionEnvironment(
  definition: FunctionDefinition,
  aws: AwsEndpoint | RealAws,
  folders: FunctionFolders = definition,
  scheme: Scheme = 'http',
): Record<string, string> {
  // The function must verify against the URL that the client called, not against the URL of the deployment.
  const all = 'variables' in aws ? deployedVariables(definition, aws) : definition.environment;
  const { [WEBHOOK_URL_ENV]: _, ...variables } = all;
  return {
    ...(process.platform === 'win32' && { SystemRoot: process.env.SystemRoot ?? '' }), // for random numbers
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...searchPaths(definition.runtime, folders),
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, localPaths(value, folders)])),
    ...(scheme === 'http' && { [SCHEME_ENV]: scheme }), // https by default, as in a deployment
    ...('twilioUrl' in aws && aws.twilioUrl !== undefined && { [API_URL_ENV]: aws.twilioUrl }),
    [SHOW_VALUES_ENV]: 'true',
    _HANDLER: localPaths(definition.handler, folders),
    LAMBDA_TASK_ROOT: folders.taskRoot,
    AWS_EXECUTION_ENV: 'AWS_Lambda_local',
    AWS_LAMBDA_FUNCTION_NAME: definition.logicalId,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${definition.logicalId}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    ...('variables' in aws ? realAws(aws) : emulators(aws)),
    PYTHONDONTWRITEBYTECODE: '1', // the folder belongs to the cloud assembly
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', // Lambda runs another Node.js
  };
}

function emulators({ endpoint, accessKeyId }: AwsEndpoint): Record<string, string> {
  return {
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoint,
  };
}

function realAws({ environment, region }: RealAws): Record<string, string> {
  return { ...environment, AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

/**
 * Plain values come from the template, which may have changed since the deployment. Others come from the deployment.
 */
function deployedVariables(definition: FunctionDefinition, { variables }: RealAws): Record<string, string> {
  const { environment, deployTimeVariables, stackName, logicalId } = definition;
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => {
    if (!deployTimeVariables.includes(name)) return [name, value];
    if (variables[name] !== undefined) return [name, variables[name]];
    throw new UserError(`The variable ${name} of the function ${logicalId} (stack ${stackName}) gets its value `
      + 'when it is deployed, and has none yet. Deploy the stack, then run this again.');
  }));
}

/** The folders of packages in layers. Source: AWS Lambda, "Packaging your layer content". */
function searchPaths(runtime: string, { taskRoot, layersRoot }: FunctionFolders): Record<string, string> {
  if (layersRoot === undefined) return {};
  const [, language, version] = /^(nodejs|python)(\d+(?:\.\d+)?)/.exec(runtime) ?? [];
  const join = (...folders: string[]) =>
    [...folders.map((folder) => path.join(layersRoot, folder)), taskRoot].join(path.delimiter);
  return language === 'python'
    ? { PYTHONPATH: join(`python/lib/python${version}/site-packages`, 'python') }
    : { NODE_PATH: join(`nodejs/node${version?.split('.')[0]}/node_modules`, 'nodejs/node_modules') };
}

/** Translates Lambda's paths, which a handler string or a variable may hold, into paths of this machine. */
function localPaths(value: string, { taskRoot, layersRoot = '/opt' }: FunctionFolders): string {
  return value
    .replace(/(?<![^\s:=])\/var\/task(?![^/\s:])/g, () => taskRoot)
    .replace(/(?<![^\s:=])\/opt(?![^/\s:])/g, () => layersRoot);
}
