/** Whether this is an absolute https URL with a host. White space around it is not trimmed. */
export function isHttpsUrl(url: string): boolean {
  return /^https:\/\/[^\s/?#]+\S*$/.test(url) && URL.canParse(url);
}

/** Whether a URL has a user name or a password. */
export function hasCredentials({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}
