import * as fs from 'node:fs';
import * as path from 'node:path';
import { UserError } from '../../../local/problems/user-error';

/** The part of cdk.json that concerns synthesis. */
export interface CdkJson {
  readonly app?: string;
  readonly output?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly watch?: { readonly include?: string | readonly string[]; readonly exclude?: string | readonly string[] };
}

/** @throws UserError if the file is not JSON */
export function readCdkJson(cwd: string): CdkJson {
  return readJson<CdkJson>(path.join(cwd, 'cdk.json')) ?? {};
}

/** Context of an app: the former lookups of cdk.context.json, overridden by cdk.json. */
export function readContext(cwd: string): Readonly<Record<string, unknown>> {
  return { ...readJson<Record<string, unknown>>(path.join(cwd, 'cdk.context.json')), ...readCdkJson(cwd).context };
}

function readJson<T>(file: string): T | undefined {
  if (!fs.existsSync(file)) return undefined;
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T;
  } catch (cause) {
    throw new UserError(`${file} is not valid JSON: ${(cause as Error).message}. Correct it, then run this again.`, {
      cause,
    });
  }
}
