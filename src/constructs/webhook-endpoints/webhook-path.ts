import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DEFAULT_WEBHOOK_PATH } from '../../shared/webhook-conventions';

/**
 * Allows only paths that every client and front end writes in the same way: the signature of a rewritten path does not
 * match. Clients remove the segments "." and "..". Source: RFC 3986, "Remove Dot Segments".
 */
const PATH = /^\/$|^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+$/;

/**
 * Returns the path of the webhook, or the default.
 *
 * @throws Error for a path that cannot be signed and routed
 */
export function checkedPath(scope: Construct, path: string = DEFAULT_WEBHOOK_PATH): string {
  if (!Token.isUnresolved(path) && !PATH.test(path)) {
    throw new Error(
      `${scope.node.path}: ` +
      'path must be "/" or start with "/" and have segments of letters, digits, "-", ".", "_" and "~", ' +
      `other than "." and "..", got ${JSON.stringify(path)}. ` +
      `Use a path such as "${DEFAULT_WEBHOOK_PATH}", and webhookUrl for a query string.`);
  }
  return path;
}
