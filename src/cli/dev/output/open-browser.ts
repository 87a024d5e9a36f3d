import { spawn } from 'node:child_process';
import { CliContext } from '../../terminal/context';

/** Whether this is a terminal of a person who has a browser. */
export function canOpenBrowser(
  { stdout, env }: Pick<CliContext, 'stdout' | 'env'>,
  platform: NodeJS.Platform,
): boolean {
  if (stdout.isTTY !== true || env.CI) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  return [env.DISPLAY, env.WAYLAND_DISPLAY, env.WSL_DISTRO_NAME].some(Boolean);
}

/** The program that opens a URL in the browser of choice. */
export function openerOf(platform: NodeJS.Platform, env: CliContext['env']): [command: string, ...args: string[]] {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32' || env.WSL_DISTRO_NAME) return ['rundll32.exe', 'url.dll,FileProtocolHandler'];
  return ['xdg-open'];
}

/** Opens a URL in the browser. A failure is ignored: the link is on the terminal. */
export function openBrowser(url: string, { env }: Pick<CliContext, 'env'>): void {
  const [command, ...args] = openerOf(process.platform, env);
  spawn(command, [...args, url], { env, detached: true, stdio: 'ignore' }).on('error', () => undefined).unref();
}
