import { Construct } from 'constructs';

/** What `httpApi()` and `restApi()` have in common, as far as it has to fit together. */
export interface ApiOptions {
  readonly api?: unknown;
  readonly stage?: unknown;
  readonly stageName?: unknown;
  readonly accessLogGroup?: unknown;
  readonly throttle?: unknown;
  readonly loggingLevel?: unknown;
  readonly webAclArn?: unknown;
  readonly domainMapping?: unknown;
  readonly disableExecuteApiEndpoint?: boolean;
}

/** What only an API that is created can be given, and what to do with one that is brought. */
const FOR_CREATED_API: ReadonlyArray<readonly [option: keyof ApiOptions, advice: string]> = [
  ['accessLogGroup', 'Set the access log on the stage of your API.'],
  ['throttle', 'Set the limits on the stage of your API.'],
  ['loggingLevel', 'Set the execution log on the stage of your API.'],
  ['webAclArn', 'Associate the web ACL with the stage of your API (wafv2.CfnWebACLAssociation).'],
  ['stageName', 'Give the stage of your API as stage.'],
  ['domainMapping', 'Map the domain to your API, and give the URL that comes of it as webhookUrl.'],
  ['disableExecuteApiEndpoint', 'Set it on your API, and give the URL that is left as webhookUrl.'],
];

/**
 * Checks options that exclude or need each other.
 *
 * @param factory name of the static that took the options, such as `httpApi()`
 * @throws Error where they do not fit together
 */
export function checkApiOptions(scope: Construct, factory: string, options: ApiOptions): void {
  const { path } = scope.node;
  if (options.api !== undefined) {
    for (const [option, advice] of FOR_CREATED_API) {
      if (options[option] !== undefined) {
        throw new Error(`${path}: ${option} is for the API that ${factory} creates, got it together with api. ${advice}`);
      }
    }
  } else if (options.stage !== undefined) {
    throw new Error(`${path}: stage is a stage of your own API, got it without api. Give its API as api, or use stageName for the API that ${factory} creates.`);
  }
  if (options.disableExecuteApiEndpoint && options.domainMapping === undefined) {
    throw new Error(`${path}: disableExecuteApiEndpoint needs another address for the API, got no domainMapping. Give the custom domain as domainMapping, or leave disableExecuteApiEndpoint out.`);
  }
}
