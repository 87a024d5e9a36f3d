import { Construct } from 'constructs';

/** Options of `httpApi()` and `restApi()` that exclude or need each other. */
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

/** Options for a created API only, and what to do with your own API instead. */
const FOR_CREATED_API: ReadonlyArray<readonly [option: keyof ApiOptions, remedy: string]> = [
  ['accessLogGroup', 'Set the access log on the stage of your API.'],
  ['throttle', 'Set the limits on the stage of your API.'],
  ['loggingLevel', 'Set the execution log on the stage of your API.'],
  ['webAclArn', 'Associate the web ACL with the stage of your API (wafv2.CfnWebACLAssociation).'],
  ['stageName', 'Give the stage of your API as stage.'],
  ['domainMapping', 'Map the domain to your API, and give the resulting URL as webhookUrl.'],
  ['disableExecuteApiEndpoint', 'Set it on your API, and give the URL of its custom domain as webhookUrl.'],
];

/**
 * Checks options that exclude or need each other.
 *
 * @param factory the method that got the options, such as `httpApi()`
 * @throws Error for options that do not fit together
 */
export function checkApiOptions(scope: Construct, factory: string, options: ApiOptions): void {
  const { path } = scope.node;
  if (options.api !== undefined) {
    for (const [option, remedy] of FOR_CREATED_API) {
      if (options[option] !== undefined) {
        throw new Error(
          `${path}: ${option} and api are both set, ` +
          `but ${option} works only for the API that ${factory} creates. ${remedy}`);
      }
    }
  } else if (options.stage !== undefined) {
    throw new Error(
      `${path}: stage must be a stage of your own API, got it without api. ` +
      `Give its API as api, or use stageName for the API that ${factory} creates.`);
  }
  if (options.disableExecuteApiEndpoint && options.domainMapping === undefined) {
    throw new Error(
      `${path}: disableExecuteApiEndpoint needs another address for the API, got no domainMapping. ` +
      'Give the custom domain as domainMapping, or leave disableExecuteApiEndpoint out.');
  }
}
