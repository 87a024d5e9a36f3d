import { Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DEFAULT_WEBHOOK_PATH } from '../../shared/env';

/**
 * What no client and no front end writes in two ways: a path that is spelt anew does not verify. So no "." or ".." as a
 * segment, which clients take out. Source: RFC 3986, "Remove Dot Segments".
 */
const PATH = /^\/$|^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9._~-]+)+$/;

/**
 * The path of the webhook, or the default.
 *
 * @throws Error where it is none that can be signed and routed
 */
export function checkedPath(scope: Construct, path: string = DEFAULT_WEBHOOK_PATH): string {
  if (!Token.isUnresolved(path) && !PATH.test(path)) {
    throw new Error(
      `${scope.node.path}: path must be "/" or start with "/" and have segments of letters, digits, "-", ".", "_" and "~", other than "." and "..", got ${JSON.stringify(path)}. ` +
      `Use a path such as "${DEFAULT_WEBHOOK_PATH}", and webhookUrl for a query string.`);
  }
  return path;
}
