import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseEnv } from 'node:util';
import { UserError } from '../../local/problems/user-error';
import { UsageError } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { Prompts, requireTerminal } from '../terminal/prompts';

/** Twilio account and its auth token. */
export interface TwilioCredentials {
  readonly accountSid: string;
  readonly authToken: string;
}

const ACCOUNT_SID = /^AC[0-9a-f]{32}$/;
const AUTH_TOKEN = /^[0-9a-f]{32}$/i;
const WHERE = 'Both are in the Twilio Console under Account Info';

/** Reads the credentials from a file, or from the environment if no file is given. A blank value counts as missing. */
export function givenCredentials(context: GuardedContext, envFile?: string): Partial<TwilioCredentials> {
  const variables = givenVariables(context, envFile);
  const given = (name: string) => variables[name]?.trim() || undefined;
  const authToken = given('TWILIO_AUTH_TOKEN');
  if (authToken !== undefined) context.hide(authToken);
  return { accountSid: checkedSid(given('TWILIO_ACCOUNT_SID')), authToken: checkedToken(authToken) };
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
): Promise<TwilioCredentials> {
  const given = givenCredentials(context, envFile);
  if (given.accountSid === undefined || given.authToken === undefined) {
    requireTerminal(prompts, 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN are needed. '
      + `Set them in the environment, or name a file with --env-file. ${WHERE}.`);
  }
  const accountSid =
    given.accountSid ?? checkedSid(await prompts.text('Twilio Account SID (AC...):')) ?? missing('Account SID');
  if (given.authToken !== undefined) return { accountSid, authToken: given.authToken };
  const authToken = await prompts.text('Twilio auth token:', { isSecret: true });
  context.hide(authToken);
  return { accountSid, authToken: checkedToken(authToken || undefined) ?? missing('auth token') };
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
      + 'Give a file with the lines TWILIO_ACCOUNT_SID=AC... and TWILIO_AUTH_TOKEN=...');
  }
}

function checkedSid(value: string | undefined): string | undefined {
  if (value === undefined || ACCOUNT_SID.test(value)) return value;
  throw new UsageError(`Account SID must be "AC" followed by 32 hexadecimal digits. Got ${kindOf(value)}. ${WHERE}.`);
}

function checkedToken(value: string | undefined): string | undefined {
  if (value === undefined || AUTH_TOKEN.test(value)) return value;
  throw new UsageError(`Auth token must be 32 hexadecimal digits. Got ${kindOf(value)}. ${WHERE}.`);
}

/** Describes a wrong value without repeating it. */
function kindOf(value: string): string {
  if (/^AC/.test(value)) return 'an Account SID, or a part of one';
  if (/^SK/.test(value)) return 'the SID of an API key. Twilio signs with the auth token';
  return `${value.length} characters of another kind`;
}

function missing(what: string): never {
  throw new UsageError(`The ${what} is missing. ${WHERE}.`);
}
