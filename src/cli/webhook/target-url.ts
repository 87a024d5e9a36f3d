import { UsageError } from '../terminal/context';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether what was named is a URL, if not one that will do; else it is a stack. */
export function isUrl(target: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(target);
}

/** @throws UsageError unless it is https, or http on this machine */
export function checkedUrl(target: string): string {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url !== undefined && (url.protocol === 'https:' || LOOPBACK.test(url.hostname))) return target;
  throw new UsageError(`${target} is not the URL of a webhook: it is to start with https:// (http:// only on this machine).`);
}
