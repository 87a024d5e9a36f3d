import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { announceGateway, runningGateways } from '../../../src/cli/terminal/running-gateways';
import { removeFolders, temporaryFolder } from '../../local/support';

const GATEWAY = {
  webhookUrl: 'http://127.0.0.1:4680/sms',
  signer: { accountSid: `AC${'0'.repeat(32)}`, key: '0'.repeat(32) },
};

let env: { XDG_CACHE_HOME: string };
let folder: string;
beforeEach(() => {
  env = { XDG_CACHE_HOME: temporaryFolder() };
  folder = path.join(env.XDG_CACHE_HOME, 'cdk-twilio-sms-gateway/running');
});
afterAll(removeFolders);

const modeOf = (file: string) => fs.statSync(file).mode.toString(8).slice(-3);

test('a running gateway is found until it is withdrawn, in a file that only its user can read', () => {
  const withdraw = announceGateway(env, GATEWAY);
  expect(runningGateways(env)).toEqual([GATEWAY]);
  expect([modeOf(folder), modeOf(path.join(folder, `${process.pid}.json`))]).toEqual(['700', '600']);

  withdraw();
  expect([runningGateways(env), fs.readdirSync(folder)]).toEqual([[], []]);
});

test('a gateway replaces what it announced before', () => {
  announceGateway(env, GATEWAY);
  announceGateway(env, { webhookUrl: 'http://127.0.0.1:4680/other' });

  expect(runningGateways(env)).toEqual([{ webhookUrl: 'http://127.0.0.1:4680/other' }]);
});

test('the file of a gateway that was killed is ignored and removed', () => {
  announceGateway(env, GATEWAY)();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  fs.writeFileSync(path.join(folder, `${pid}.json`), JSON.stringify(GATEWAY), { mode: 0o600 });

  expect([runningGateways(env), fs.readdirSync(folder)]).toEqual([[], []]);
});

test.each([
  { name: 'that others can read', write: (file: string) => fs.writeFileSync(file, JSON.stringify(GATEWAY), { mode: 0o644 }) },
  { name: 'without JSON', write: (file: string) => fs.writeFileSync(file, '{', { mode: 0o600 }) },
  {
    name: 'that is a link',
    write: (file: string) => {
      fs.writeFileSync(`${folder}/target`, JSON.stringify(GATEWAY), { mode: 0o600 });
      fs.symlinkSync(`${folder}/target`, file);
    },
  },
])('a file $name is ignored', ({ write }) => {
  announceGateway(env, GATEWAY)();
  write(path.join(folder, `${process.ppid}.json`));

  expect(runningGateways(env)).toEqual([]);
});

test.each([
  { name: 'no cache folder', environment: () => ({}) },
  { name: 'a cache folder that cannot be written', environment: () => ({ XDG_CACHE_HOME: '/dev/null' }) },
])('with $name a gateway is announced to nobody, and runs', ({ environment }) => {
  expect(announceGateway(environment(), GATEWAY)()).toBeUndefined();
  expect(runningGateways(environment())).toEqual([]);
});
