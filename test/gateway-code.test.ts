import { mkdtempSync } from 'fs';
import { tmpdir } from 'os';
import * as path from 'path';
import { gatewayCode } from '../src/gateway-code';

test('the code is the folder that this package was built with', () => {
  expect(gatewayCode().path).toBe(path.join(__dirname, '..', 'assets', 'gateway'));
});

test('a checkout that is not built says how to build it', () => {
  const empty = mkdtempSync(path.join(tmpdir(), 'gateway-code-'));

  expect(() => gatewayCode(empty)).toThrow(`must be in ${empty}, got no gateway.mjs there. In a checkout of cdk-twilio-sms-gateway run "npx projen bundle"`);
});
