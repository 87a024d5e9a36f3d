/** Of this tab only, and of this address with its port. It outlives a reload of the page. */
const STORED = 'page-key';
const IN_LINK = /^#key=([\w-]+)$/;

let entered: Promise<string> | undefined;

/**
 * The key of the API. The first call takes the key of the link out of the address bar, so that neither it nor the
 * history keeps it, and trades it for the key of the API. Resolves with an empty string if there is none.
 */
export async function pageKey(): Promise<string> {
  entered ??= enter();
  return entered;
}

async function enter(): Promise<string> {
  const [, linked] = IN_LINK.exec(location.hash) ?? [];
  const stored = sessionStorage.getItem(STORED) ?? '';
  if (linked === undefined) return stored;
  history.replaceState(null, '', '/');
  const headers = { 'x-page-key': linked };
  const response = await fetch('/api/enter', { method: 'POST', headers }).catch(() => undefined);
  if (!response?.ok) return stored;
  const { key } = await response.json() as { readonly key: string };
  sessionStorage.setItem(STORED, key);
  return key;
}

// A link that is opened in a tab with this page changes only the part after `#`, which loads nothing.
addEventListener('hashchange', () => IN_LINK.test(location.hash) && location.reload());
