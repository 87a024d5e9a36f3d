import * as fs from 'node:fs';
import * as path from 'node:path';

/** What became of one example or shape: a row of the table in docs/verification.md. */
export interface Result {
  readonly name: string;
  /** How long `cdk deploy` took: for a shape, that of all shapes. */
  readonly seconds: number;
  /** How many messages were sent to the webhooks' URLs. */
  readonly messages: number;
  /** What was looked at, and found right. */
  readonly right: string;
}

/** Called as the last step of a test, after all that it asserts. */
export function record(result: Result): void {
  fs.appendFileSync(fileIn(process.env.DEPLOYED_FOLDER!), `${JSON.stringify(result)}\n`);
}

/** What the tests recorded that ran with this folder. */
export function readResults(folder: string): readonly Result[] {
  const file = fileIn(folder);
  if (!fs.existsSync(file)) return [];
  return fs.readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Result);
}

function fileIn(folder: string): string {
  return path.join(folder, 'results.jsonl');
}
