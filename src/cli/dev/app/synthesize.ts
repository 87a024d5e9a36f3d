import * as path from 'node:path';
import { readContext } from './cdk-json';
import { DefaultEnvironment, defaultEnvironment } from './default-environment';
import { AssemblyLocation } from './locate-assembly';
import { runCommand } from './run-command';
import { shortLines } from './short-lines';
import { UserError } from '../../../local/problems/user-error';
import { CliContext, Output } from '../../terminal/context';

/**
 * Runs an app as the CDK CLI would, but without any call to AWS. Source: aws/aws-cdk-cli, `exec.ts` and the names in
 * `cx-api`.
 *
 * @param output takes what the app prints
 * @throws UserError when the app fails
 */
export async function synthesize(
  { directory, app }: AssemblyLocation,
  { cwd, env, stop }: CliContext,
  output: Output,
): Promise<void> {
  if (app === undefined) return;
  const { command } = app;
  const appContext = {
    ...readContext(cwd),
    'aws:cdk:enable-path-metadata': true, // construct paths, by which gateways are named
  };
  const defaults = defaultEnvironment(env, appContext);
  const exitCode = await runCommand(command, {
    cwd,
    env: { ...env, ...defaults, CDK_OUTDIR: directory, CDK_CONTEXT_JSON: JSON.stringify(appContext) },
    output: shortLines(output),
    stop,
  });
  if (exitCode === 0) return;
  throw new UserError(
    `The app failed (exit code ${exitCode}): ${command}. ${adviceFor(path.relative(cwd, directory), defaults)}`,
  );
}

function adviceFor(directory: string, { CDK_DEFAULT_ACCOUNT, CDK_DEFAULT_REGION }: DefaultEnvironment): string {
  return `Here the app runs with account ${CDK_DEFAULT_ACCOUNT} and region ${CDK_DEFAULT_REGION}, `
    + `and nothing is looked up in AWS. If "cdk synth" works, run it and then "dev ${directory}".`;
}
