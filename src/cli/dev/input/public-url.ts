import { UsageError } from '../../terminal/context';

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * The origin of a tunnel, from the value of `--public-url`. Errors do not repeat the value: it may hold credentials.
 *
 * @throws UsageError for anything but `https://` and a host, with or without a port
 */
export function publicOrigin(value: string): string {
  const flaw = flawOf(value);
  if (flaw !== undefined) {
    throw new UsageError(`--public-url ${flaw}. Expected only the address of your tunnel, `
      + "such as https://abc.ngrok-free.app: the webhook's path is appended.");
  }
  return new URL(value).origin;
}

function flawOf(value: string): string | undefined {
  if (!/^[a-z]+:\/\//i.test(value) || !URL.canParse(value)) return 'is not a URL';
  const { protocol, username, password, hostname, pathname } = new URL(value);
  if (protocol !== 'https:') return `starts with ${protocol}//, but Twilio has to reach it by https`;
  if (username !== '' || password !== '') return 'has credentials in it';
  if (value.includes('#')) return 'has a fragment';
  if (value.includes('?')) return 'has a query';
  if (pathname !== '/') return 'has a path';
  return LOOPBACK.test(hostname) ? 'names this machine, which Twilio cannot reach' : undefined;
}
