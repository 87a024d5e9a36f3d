import { canOpenBrowser, openerOf } from '../../../../src/cli/dev/output/open-browser';

const terminal = { isTTY: true, write: () => undefined };

test.each<{
  readonly platform: NodeJS.Platform;
  readonly isTTY: boolean;
  readonly env: Record<string, string>;
  readonly expected: boolean;
}>([
  { platform: 'darwin', isTTY: true, env: {}, expected: true },
  { platform: 'win32', isTTY: true, env: {}, expected: true },
  { platform: 'linux', isTTY: true, env: { DISPLAY: ':0' }, expected: true },
  { platform: 'linux', isTTY: true, env: { WSL_DISTRO_NAME: 'Debian' }, expected: true },
  { platform: 'linux', isTTY: true, env: {}, expected: false },
  { platform: 'darwin', isTTY: true, env: { CI: 'true' }, expected: false },
  { platform: 'darwin', isTTY: false, env: {}, expected: false },
])(
  'on $platform, with a terminal: $isTTY and $env, a browser can be opened: $expected',
  ({ platform, isTTY, env, expected }) => {
    expect(canOpenBrowser({ stdout: { ...terminal, isTTY }, env }, platform)).toBe(expected);
  },
);

test.each<{
  readonly platform: NodeJS.Platform;
  readonly env: Record<string, string>;
  readonly command: string;
}>([
  { platform: 'darwin', env: {}, command: 'open' },
  { platform: 'win32', env: {}, command: 'rundll32.exe' },
  { platform: 'linux', env: { WSL_DISTRO_NAME: 'Debian' }, command: 'rundll32.exe' },
  { platform: 'linux', env: {}, command: 'xdg-open' },
])('on $platform with $env the browser is opened by $command, never through a shell', ({ platform, env, command }) => {
  expect(openerOf(platform, env)[0]).toBe(command);
});
