import * as os from 'node:os';
import * as path from 'node:path';
import { FunctionFolders } from './mounted-code';
import { API_URL_ENV, SCHEME_ENV, WEBHOOK_URL_ENV } from '../../shared/env';
import { FunctionDefinition } from '../assembly/function-definition';
import { LOCAL_REGION } from '../assembly/physical-ids';
import { Scheme } from '../http-api/request-to-event';
import { UserError } from '../problems/user-error';

/** Where the function's calls to AWS and Twilio go instead. */
export interface AwsEndpoint {
  readonly endpoint: string;
  readonly accessKeyId: string;
  /** In the place of Twilio's REST API. */
  readonly twilioUrl?: string;
}

/** AWS itself, as the developer. */
export interface RealAws {
  /** Where the stack is deployed. */
  readonly region: string;
  /** What the AWS SDKs read: credentials, and addresses where the developer has set some. */
  readonly environment: Readonly<Record<string, string>>;
  /** The variables of the gateway's function as it is deployed: they hold the names and ARNs that the template does not know. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Gives the same as `environment`, with other credentials as soon as those are about to expire.
   *
   * @throws UserError when there are no others
   */
  renew(): Promise<Readonly<Record<string, string>>>;
}

/**
 * The environment of the function's process, made from nothing: no variable of the developer's reaches the function, so neither their AWS
 * credentials, unless they are passed on purpose, nor their proxy. Names as in AWS Lambda, "Defined runtime environment variables".
 *
 * @param scheme by which the webhook is called
 * @throws UserError for a variable whose value only a deployment has, where the function is to call AWS itself and is not deployed with it
 */
export function functionEnvironment(
  definition: FunctionDefinition,
  aws: AwsEndpoint | RealAws,
  folders: FunctionFolders = definition,
  scheme: Scheme = 'http',
): Record<string, string> {
  // A request is verified against the URL that the client called, whatever a deployment's URL is.
  const { [WEBHOOK_URL_ENV]: _, ...variables } = 'variables' in aws ? deployedVariables(definition, aws) : definition.environment;
  return {
    ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot ?? '' } : {}), // without it Windows gives no random numbers
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    ...searchPaths(definition.runtime, folders),
    ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, localPaths(value, folders)])),
    ...(scheme === 'http' && { [SCHEME_ENV]: scheme }), // it is https without, as in a deployment
    ...('twilioUrl' in aws && aws.twilioUrl !== undefined && { [API_URL_ENV]: aws.twilioUrl }),
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
    PYTHONDONTWRITEBYTECODE: '1', // the folder is the cloud assembly's
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: os.devNull,
    AWS_SHARED_CREDENTIALS_FILE: os.devNull,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', // in Lambda another Node.js runs it
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

/** What is plain text in the template is as it is there: it may have been changed since the deployment. */
function deployedVariables(definition: FunctionDefinition, { variables }: RealAws): Record<string, string> {
  const { environment, deployTimeVariables, stackName, logicalId } = definition;
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => {
    if (!deployTimeVariables.includes(name)) return [name, value];
    if (variables[name] !== undefined) return [name, variables[name]];
    throw new UserError(`The variable ${name} of the function ${logicalId} (stack ${stackName}) gets its value when it is deployed, and is not there yet. Deploy the stack, then run this again.`);
  }));
}

/** Where functions look for the packages in their layers. Source: AWS Lambda, "Packaging your layer content". */
function searchPaths(runtime: string, { taskRoot, layersRoot }: FunctionFolders): Record<string, string> {
  if (layersRoot === undefined) return {};
  const [, language, version] = /^(nodejs|python)(\d+(?:\.\d+)?)/.exec(runtime) ?? [];
  const join = (...folders: string[]) => [...folders.map((folder) => path.join(layersRoot, folder)), taskRoot].join(path.delimiter);
  return language === 'python'
    ? { PYTHONPATH: join(`python/lib/python${version}/site-packages`, 'python') }
    : { NODE_PATH: join(`nodejs/node${version?.split('.')[0]}/node_modules`, 'nodejs/node_modules') };
}

/** Paths of files in Lambda, which a handler string or a variable may hold, as those of this machine. */
function localPaths(value: string, { taskRoot, layersRoot = '/opt' }: FunctionFolders): string {
  return value
    .replace(/(?<![^\s:=])\/var\/task(?![^/\s:])/g, () => taskRoot)
    .replace(/(?<![^\s:=])\/opt(?![^/\s:])/g, () => layersRoot);
}
