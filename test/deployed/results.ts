import * as fs from 'node:fs';
import * as path from 'node:path';

/** What became of one example or shape: a row of the table in docs/verification.md. */
export interface Result {
  readonly name: string;
  /** Seconds that `cdk deploy` took. */
  readonly deploySeconds: number;
  /** Messages that were sent to its webhook's URL. */
  readonly messages: number;
  /** What was looked at, and found right. */
  readonly found: string;
}

/** Where the results of a run are collected, a line each. */
export function resultsFile(folder: string): string {
  return path.join(folder, 'results.jsonl');
}

/** Called as the last step of a test, after all that it asserts. */
export function record(result: Result): void {
  fs.appendFileSync(resultsFile(process.env.DEPLOYED_FOLDER!), `${JSON.stringify(result)}\n`);
}

export function readResults(folder: string): readonly Result[] {
  const file = resultsFile(folder);
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Result);
}
