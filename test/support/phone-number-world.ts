import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { type AwsCall, readAwsCall } from './aws-call';
import type { PhoneNumberFunction, Properties } from './custom-resource-caller';
import { LambdaProcess } from './lambda-process';
import { ACCOUNT_SID, AUTH_TOKEN, SECRET_ARN } from './messages';
import { parameterStore } from './parameter-store';
import { PhoneNumberStack } from './phone-number-stack';
import { SecretsManagerServer } from './secrets-manager-server';
import { TwilioNumbersServer } from './twilio-numbers-server';
import { lambdaFiles } from '../../src/constructs/code/lambda-files';
import { LOCAL_REGION } from '../../src/local/assembly/physical-ids';
import { AwsServer, jsonError, startAwsServer, type Emulator } from '../../src/local/emulators/aws-server';
import { parsePreviousSettings, type PreviousSettingsBySid } from '../../src/runtime/twilio/previous-settings';

export const WEBHOOK_URL = 'https://gateway.example.com/sms';
export const PARAMETER = '/cdk-twilio-sms-gateway/Echo/c8a1b2c3d4e5f607';
export const TOKEN = { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN };
const SECRET_ACCESS_KEY = 'a-secret-access-key';
const VIA_PARAMETER_STORE = { 'kms:ViaService': `ssm.${LOCAL_REGION}.amazonaws.com` };

/** Starts the custom resource's function with an environment. */
export type StartFunction = (environment: Readonly<Record<string, string>>) => Promise<PhoneNumberFunction>;

/** The custom resource's function, from the bundle that ships and in its own process, and all that it calls. */
export class PhoneNumberWorld {
  /** @param startFunction starts another function than the bundle */
  static async start(startFunction?: StartFunction): Promise<PhoneNumberWorld> {
    const folder = mkdtempSync(path.join(tmpdir(), 'phone-numbers-'));
    const startBundle: StartFunction = async (environment) =>
      LambdaProcess.start(folder, environment, 'phone-numbers.mjs');
    if (startFunction === undefined) {
      lambdaFiles('phone-numbers').forEach((file) => copyFileSync(file, path.join(folder, path.basename(file))));
    }
    const secrets = await SecretsManagerServer.start(SECRET_ARN, SECRET_ACCESS_KEY);
    const twilio = await TwilioNumbersServer.start(ACCOUNT_SID, AUTH_TOKEN);
    const world = new PhoneNumberWorld(folder, startFunction ?? startBundle, secrets, twilio);
    const store = parameterStore(world.parameters, world.ssmCalls, (call) => world.watch?.(call), {
      arns: world.keys,
      mayUse: (action, resource) => world.allows?.({ action, resource, context: VIA_PARAMETER_STORE }) ?? true,
    });
    world.ssm = await startAwsServer({ ssm: async (request) => world.reject(request) ?? store(request) });
    world.stack = await PhoneNumberStack.start(async () => world.start(world.environment));
    return world;
  }

  stack!: PhoneNumberStack;
  /** Receives each write: `before PutParameter`, `after POST` and so on. */
  watch?: (call: string) => void;
  /** Whether the function's role may make a call to Parameter Store, or Parameter Store one to KMS for it. */
  allows?: (call: AwsCall) => boolean;
  readonly parameters = new Map<string, string>();
  /** ARNs of the customer-managed keys, by the name of the parameter that is encrypted with them. */
  readonly keys = new Map<string, string>();
  readonly ssmCalls: string[] = [];
  private ssm!: AwsServer;

  private constructor(
    private readonly folder: string,
    /** Starts the function. */
    readonly start: StartFunction,
    readonly secrets: SecretsManagerServer,
    readonly twilio: TwilioNumbersServer,
  ) {}

  /** The stored previous settings by SID. */
  get stored(): PreviousSettingsBySid | undefined {
    const text = this.parameters.get(PARAMETER);
    return text === undefined ? undefined : parsePreviousSettings(text);
  }

  /** Requests that any of the emulators found wrong. */
  get violations(): readonly string[] {
    return [...this.twilio.violations, ...this.secrets.violations, ...this.stack.violations];
  }

  /** Environment of the function. */
  get environment(): Readonly<Record<string, string>> {
    return {
      AWS_ACCESS_KEY_ID: this.ssm.accessKeyId,
      AWS_SECRET_ACCESS_KEY: SECRET_ACCESS_KEY,
      AWS_SESSION_TOKEN: 'a-session-token',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: this.secrets.url,
      AWS_ENDPOINT_URL_SSM: this.ssm.endpoint,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      TWILIO_GATEWAY_SECRET_ARN: SECRET_ARN,
      TWILIO_GATEWAY_API_URL: this.twilio.url,
    };
  }

  async reset(): Promise<void> {
    await this.stack.reset();
    this.twilio.reset();
    this.twilio.authToken = AUTH_TOKEN;
    this.secrets.reset();
    this.secrets.put(JSON.stringify(TOKEN));
    this.parameters.clear();
    this.keys.clear();
    this.ssmCalls.length = 0;
    this.watch = this.allows = undefined;
    this.twilio.intercept = ({ method }) => void (method === 'POST' && this.watch?.('before POST'));
    this.twilio.answered = ({ method }) => void (method === 'POST' && this.watch?.('after POST'));
  }

  async close(): Promise<void> {
    await Promise.all([this.stack?.close(), this.ssm?.close(), this.secrets.close(), this.twilio.close()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private reject(request: Parameters<Emulator>[0]): ReturnType<typeof jsonError> | undefined {
    const call = readAwsCall(request);
    if (this.allows?.(call) ?? true) return undefined;
    return jsonError(
      400,
      'AccessDeniedException',
      `not authorized to perform: ${call.action} on resource: ${call.resource}`,
    );
  }
}

/** Returns the properties of the custom resource of a number. */
export function number(PhoneNumber: string, changes: Properties = {}): Properties {
  return { PhoneNumber, WebhookUrl: WEBHOOK_URL, Overwrite: 'false', ParameterName: PARAMETER, ...changes };
}

/** Returns the properties of the custom resource of a Messaging Service. */
export function service(MessagingServiceSid: string, changes: Properties = {}): Properties {
  return { MessagingServiceSid, WebhookUrl: WEBHOOK_URL, Overwrite: 'false', ParameterName: PARAMETER, ...changes };
}
