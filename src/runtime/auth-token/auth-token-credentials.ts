import type { KeyRing } from './key-ring';
import { isRejection } from '../log/rejection';
import { authTokenAsCredentials, type CredentialsProvider, NoCredentials } from '../twilio/credentials';

/** The auth tokens of a key ring, as credentials. They are for the account that a message was verified for. */
export function authTokenCredentials(
  keyRing: Pick<KeyRing, 'load' | 'keys' | 'keysAfterFailedCheck'>,
): CredentialsProvider {
  return {
    kind: 'auth token',
    load: async () => keyRing.load(),
    credentials: async (accountSid) => {
      try {
        return (await keyRing.keys()).map(({ authToken }) => authTokenAsCredentials(accountSid, authToken));
      } catch (error) {
        throw isRejection(error) ? new NoCredentials('no_auth_token', error.detail, error.remedy) : error;
      }
    },
    freshCredentials: async (accountSid) =>
      (await keyRing.keysAfterFailedCheck()).map(({ authToken }) => authTokenAsCredentials(accountSid, authToken)),
  };
}
