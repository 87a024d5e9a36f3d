/** Options of `ReplyHandler.fromModule()`. */
export interface FromModuleOptions {
  /**
   * Environment variables for the module. No secrets: everybody who can view the function can read them. Names that
   * start with `TWILIO_GATEWAY_` are reserved.
   *
   * @default - only `NODE_OPTIONS=--enable-source-maps`, unless `sourceMap` is false
   */
  readonly environment?: Record<string, string>;

  /**
   * npm packages to leave out of the bundle because a layer or Lambda's image contains them. `*` matches any
   * characters: `['@aws-sdk/*']` uses the AWS SDK of the image, in whatever version it has.
   *
   * @default - everything is bundled, the AWS SDK included
   */
  readonly externalModules?: string[];

  /**
   * Whether to minify the code. A bundle with large packages starts faster, but stack traces lose their names.
   *
   * @default false
   */
  readonly minify?: boolean;

  /**
   * Whether stack traces in the log show the lines of your sources. The sources themselves are not deployed.
   *
   * @default true
   */
  readonly sourceMap?: boolean;

  /**
   * Global names to replace with JavaScript literals: `{ 'process.env.STAGE': '"prod"' }`.
   *
   * @default - none
   */
  readonly define?: Record<string, string>;
}
