import * as lambda from 'aws-cdk-lib/aws-lambda';
import { bindTarget } from './target';
import type { ReplyHandler } from '../reply-handler';

/** Makes the `bind` of `ReplyHandler.fromFunction()`. */
export function bindFromFunction(fn: lambda.IFunction): ReplyHandler['bind'] {
  return (_, { gateway, mode }) => {
    fn.grantInvoke(gateway);
    return bindTarget({ name: 'function', target: fn.functionArn, mode });
  };
}
