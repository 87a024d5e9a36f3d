import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ReplyMode, TwilioSmsGateway } from '../../../src';
import { findFunction } from '../../../src/local/assembly/function-definition';
import { GatewayDefinition } from '../../../src/local/assembly/gateway-definition';
import { loadGateway } from '../../../src/local/assembly/loaded-gateway';
import { findQueueFunction } from '../../../src/local/emulators/queue-reader';
import { TARGET_ENV } from '../../../src/shared/env';
import { MIRROR, removeFolders, temporaryFolder, write, writeAssembly } from '../support';

afterAll(removeFolders);

test('a loaded gateway notices changes of the code and of the template', () => {
  const directory = writeAssembly(temporaryFolder(), { code: MIRROR });
  expect(loadGateway({ directory }).isStale()).toBe(false);

  const beforeCode = loadGateway({ directory });
  write(directory, 'asset.Gateway/gateway.mjs', `${MIRROR}\n`);
  expect(beforeCode.isStale()).toBe(true);

  const beforeTemplate = loadGateway({ directory });
  writeAssembly(directory, { code: `${MIRROR}\n`, timeout: 100 });
  expect(beforeTemplate.isStale()).toBe(true);
});

test('the error of missing code names its folder', () => {
  const directory = writeAssembly(temporaryFolder(), { code: MIRROR });
  fs.rmSync(path.join(directory, 'asset.Gateway'), { recursive: true });

  expect(() => loadGateway({ directory })).toThrow(
    /The code of Stack\/GatewayConstruct is missing: .*asset\.Gateway does not exist\. Synthesize the app again./,
  );
});

test('resources of the served stack are found before those of the same name in another stack', () => {
  const app = new App({ outdir: temporaryFolder(), context: { 'aws:cdk:enable-path-metadata': false } });
  for (const id of ['Dev', 'Prod']) {
    new TwilioSmsGateway(new Stack(app, id), 'Sms', { replyMode: ReplyMode.asynchronous() });
  }
  const { directory } = app.synth();
  const [dev, prod] = loadGateway({ directory }).all;
  const workerOf = ({ constructPath, environment }: GatewayDefinition) => {
    const { assembly } = loadGateway({ directory, gateway: constructPath });
    const { functionArn } = findQueueFunction(assembly, environment[TARGET_ENV])!;
    return findFunction(assembly, functionArn).stackName;
  };

  expect(prod.environment[TARGET_ENV]).toBe(dev.environment[TARGET_ENV]);
  expect(workerOf(dev)).toBe('Dev');
  expect(workerOf(prod)).toBe('Prod');
});
