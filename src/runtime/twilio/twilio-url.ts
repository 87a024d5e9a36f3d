const TWILIO = 'https://api.twilio.com';
const LOOPBACK = /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+$/;

/**
 * Where Twilio's REST API is. Only the local gateway and tests set another one, and only on loopback: the auth token
 * goes there.
 *
 * @throws Error for anything else
 */
export function twilioUrl(url: string = TWILIO): string {
  if (url !== TWILIO && !LOOPBACK.test(url)) {
    throw new Error(`Twilio's REST API is at ${TWILIO}; another address may only be on loopback, for tests`);
  }
  return url;
}
