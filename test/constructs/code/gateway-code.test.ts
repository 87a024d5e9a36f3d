import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { echoCode, gatewayCode } from '../../../src/constructs/code/gateway-code';
import { builtFolder } from '../../../src/constructs/code/lambda-files';
import { fromRoot } from '../../support/paths';

test('the code of the echo gateway is the folder that the build of this package created', () => {
  expect(echoCode().path).toBe(fromRoot('assets/gateway'));
});

test('the error in a checkout that is not built says how to build it', () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'gateway-code-'));

  expect(() => builtFolder('gateway', 'gateway.mjs', empty))
    .toThrow(`must be in ${path.join(empty, 'gateway')}, got no gateway.mjs there. In a checkout of cdk-twilio-sms-gateway run "npx projen bundle"`);
});

test('each reply module has an asset of its own, with the same bytes of the gateway', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  for (const text of ['one', 'two']) {
    new lambda.Function(stack, text, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'gateway.handler',
      code: gatewayCode({ key: text, write: (folder) => writeFileSync(path.join(folder, 'reply.mjs'), `// ${text}`) }),
    });
  }

  const { directory } = app.synth();

  const assets = readdirSync(directory).filter((name) => name.startsWith('asset.')).map((name) => path.join(directory, name));
  expect(assets.map((asset) => readFileSync(path.join(asset, 'reply.mjs'), 'utf8')).sort())
    .toEqual(['// one', '// two']);
  const gateway = readFileSync(path.join(echoCode().path, 'gateway.cjs'));
  expect(assets.every((asset) => readFileSync(path.join(asset, 'gateway.cjs')).equals(gateway))).toBe(true);
});
