import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../../local/problems/user-error';
import { ApiKey } from '../../runtime/api-key/parse-api-key';
import { apiKeyAsCredentials, authTokenAsCredentials, Credentials } from '../../runtime/twilio/credentials';
import { UsageError } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, requireTerminal } from '../terminal/prompts';

/** Twilio account and its auth token. */
export interface TwilioCredentials {
  readonly accountSid: string;
  readonly authToken: string;
}

/** SID and secret of an API key. */
export type TwilioApiKey = Pick<ApiKey, 'apiKeySid' | 'apiKeySecret'>;

/** What is known of an account. */
export interface GivenCredentials extends Partial<TwilioCredentials> {
  readonly apiKey?: TwilioApiKey;
}

const ACCOUNT_SID = /^AC[0-9a-f]{32}$/;
const API_KEY_SID = /^SK[0-9a-f]{32}$/;
const API_KEY_SECRET = /^[!-~]{16,512}$/;
const AUTH_TOKEN = /^[0-9a-f]{32}$/i;
const WHERE = 'Both are in the Twilio Console under Account Info';
const WHERE_KEYS = 'Create one in the Twilio Console under API keys & tokens';

/** Reads the credentials from a file, or from the environment if no file is given. A blank value counts as missing. */
export function givenCredentials(context: GuardedContext, envFile?: string): GivenCredentials {
  const variables = givenVariables(context, envFile);
  const given = (name: string) => variables[name]?.trim() || undefined;
  const authToken = given('TWILIO_AUTH_TOKEN');
  const apiKeySecret = given('TWILIO_API_SECRET');
  [authToken, apiKeySecret].forEach((secret) => context.hide(secret ?? ''));
  return {
    accountSid: checkedSid(given('TWILIO_ACCOUNT_SID')),
    authToken: checkedToken(authToken),
    ...withApiKey(given('TWILIO_API_KEY'), apiKeySecret),
  };
}

/**
 * Returns Account SID and auth token from a file or the environment, and asks for what is missing. They are never
 * arguments, which the shell's history and the list of processes would show.
 *
 * @throws UsageError for a value of another form, or if there is no terminal to ask on
 */
export async function twilioCredentials(
  context: GuardedContext,
  prompts: Prompts,
  envFile?: string,
): Promise<TwilioCredentials & GivenCredentials> {
  const given = givenCredentials(context, envFile);
  if (given.accountSid === undefined || given.authToken === undefined) {
    requireTerminal(prompts, 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are needed. '
      + `Set them in the environment, or name a file with --env-file. ${WHERE}.`);
  }
  const accountSid = given.accountSid ?? await askForSid(prompts);
  if (given.authToken !== undefined) return { ...given, accountSid, authToken: given.authToken };
  const authToken = await prompts.text('Twilio auth token:', { isSecret: true });
  context.hide(authToken);
  return { ...given, accountSid, authToken: checkedToken(authToken || undefined) ?? missing('auth token') };
}

/**
 * Returns Account SID and API key, and asks for what is not known. The auth token of the environment, if there is one,
 * is no part of the result.
 *
 * @param known from a file, the environment or the gateway's secret
 * @throws UsageError for a value of another form, or if there is no terminal to ask on
 */
export async function apiKeyFor(known: GivenCredentials, context: GuardedContext, prompts: Prompts): Promise<ApiKey> {
  if (known.accountSid === undefined || known.apiKey === undefined) {
    requireTerminal(prompts, 'TWILIO_ACCOUNT_SID, TWILIO_API_KEY and TWILIO_API_SECRET are needed. '
      + `Set them in the environment, or name a file with --env-file. ${WHERE_KEYS}.`);
  }
  const accountSid = known.accountSid ?? await askForSid(prompts);
  if (known.apiKey !== undefined) return { accountSid, ...known.apiKey };
  const apiKeySid = await prompts.text('SID of the Twilio API key (SK...):');
  const apiKeySecret = await prompts.text('Secret of the API key:', { isSecret: true });
  context.hide(apiKeySecret);
  const { apiKey } = withApiKey(apiKeySid || undefined, apiKeySecret || undefined);
  return { accountSid, ...apiKey ?? missing('API key', WHERE_KEYS) };
}

/** The credentials for Twilio's REST API: the API key, else the auth token. `undefined` if something is missing. */
export function restCredentials({ accountSid, authToken, apiKey }: GivenCredentials): Credentials | undefined {
  if (accountSid === undefined) return undefined;
  if (apiKey !== undefined) return apiKeyAsCredentials(accountSid, apiKey.apiKeySid, apiKey.apiKeySecret);
  return authToken === undefined ? undefined : authTokenAsCredentials(accountSid, authToken);
}

/** The variables of a file, or the environment if no file is given. */
export function givenVariables(
  { cwd, env }: Pick<GuardedContext, 'cwd' | 'env'>,
  envFile?: string,
): Readonly<NodeJS.Dict<string>> {
  return envFile === undefined ? env : readEnvFile(path.resolve(cwd, envFile));
}

function readEnvFile(file: string): NodeJS.Dict<string> {
  try {
    return parseEnv(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'Error';
    throw new UserError(`${file} cannot be read (${code}). `
      + 'Give a file with the lines TWILIO_ACCOUNT_SID=AC... and TWILIO_AUTH_TOKEN=..., '
      + 'or TWILIO_API_KEY=SK... and TWILIO_API_SECRET=...');
  }
}

async function askForSid(prompts: Prompts): Promise<string> {
  return checkedSid(await prompts.text('Twilio Account SID (AC...):')) ?? missing('Account SID');
}

function checkedSid(value: string | undefined): string | undefined {
  if (value === undefined || ACCOUNT_SID.test(value)) return value;
  throw new UsageError(`Account SID must be "AC" followed by 32 hexadecimal digits. Got ${kindOf(value)}. ${WHERE}.`);
}

function checkedToken(value: string | undefined): string | undefined {
  if (value === undefined || AUTH_TOKEN.test(value)) return value;
  throw new UsageError(`Auth token must be 32 hexadecimal digits. Got ${kindOf(value)}. ${WHERE}.`);
}

/** A key without its secret, or the other way round, is an error: something else would be used unnoticed. */
function withApiKey(sid: string | undefined, secret: string | undefined): { readonly apiKey?: TwilioApiKey } {
  if (sid === undefined && secret === undefined) return {};
  if (sid === undefined || secret === undefined) {
    const [there, needed] = sid === undefined ? ['SECRET', 'KEY'] : ['KEY', 'SECRET'];
    throw new UsageError(`TWILIO_API_${there} needs TWILIO_API_${needed}. Set both, or neither. ${WHERE_KEYS}.`);
  }
  if (!API_KEY_SID.test(sid)) {
    throw new UsageError(
      `SID of an API key must be "SK" followed by 32 hexadecimal digits. Got ${kindOf(sid)}. ${WHERE_KEYS}.`);
  }
  if (!API_KEY_SECRET.test(secret)) {
    throw new UsageError(`Secret of an API key must have at least 16 characters without blanks. Got ${kindOf(secret)}. `
      + `${WHERE_KEYS}.`);
  }
  return { apiKey: { apiKeySid: sid, apiKeySecret: secret } };
}

/** Describes a wrong value without repeating it. */
function kindOf(value: string): string {
  if (/^AC/.test(value)) return 'an Account SID, or a part of one';
  if (/^SK/.test(value)) return 'the SID of an API key, which goes into TWILIO_API_KEY';
  return `${value.length} characters of another kind`;
}

function missing(what: string, where = WHERE): never {
  throw new UsageError(`The ${what} is missing. ${where}.`);
}
