import { canOpenBrowser, openerOf } from '../../../../src/cli/dev/output/open-browser';

const terminal = { isTTY: true, write: () => undefined };

test.each<[platform: NodeJS.Platform, isTTY: boolean, env: Record<string, string>, expected: boolean]>([
  ['darwin', true, {}, true],
  ['win32', true, {}, true],
  ['linux', true, { DISPLAY: ':0' }, true],
  ['linux', true, { WSL_DISTRO_NAME: 'Debian' }, true],
  ['linux', true, {}, false],
  ['darwin', true, { CI: 'true' }, false],
  ['darwin', false, {}, false],
])('on %s, a terminal: %s, with %j a browser can be opened: %s', (platform, isTTY, env, expected) => {
  expect(canOpenBrowser({ stdout: { ...terminal, isTTY }, env }, platform)).toBe(expected);
});

test.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['darwin', {}, 'open'],
  ['win32', {}, 'rundll32.exe'],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, 'rundll32.exe'],
  ['linux', {}, 'xdg-open'],
])('on %s with %j by %s, never through a shell', (platform, env, command) => {
  expect(openerOf(platform, env)[0]).toBe(command);
});
