import { UsageError } from '../terminal/context';

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Whether a target is a URL, usable or not. Anything else names a stack. */
export function isUrl(target: string): boolean {
  return /^[a-z][a-z\d+.-]*:\/\//i.test(target);
}

/** @throws UsageError unless it is https, or http on this machine */
export function checkedUrl(target: string): string {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (url !== undefined && (url.protocol === 'https:' || LOOPBACK.test(url.hostname))) return target;
  throw new UsageError(
    `${target} is not the URL of a webhook. Expected one that starts with https://, or with http:// on this machine.`,
  );
}
