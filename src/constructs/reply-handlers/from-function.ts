import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { ReplyHandler } from './reply-handler';
import { bindTarget } from './target';

/** Makes the `bind` of `ReplyHandler.fromFunction()`. */
export function bindFromFunction(fn: lambda.IFunction): ReplyHandler['bind'] {
  return (_, { gateway, runtimeFiles }) => {
    // Not fn.grantInvoke: that allows all versions and aliases too, and throws for a function that was imported by its ARN.
    iam.Grant.addToPrincipal({ grantee: gateway, actions: ['lambda:InvokeFunction'], resourceArns: [fn.functionArn] });
    return bindTarget({ name: 'function', target: fn.functionArn, runtimeFiles });
  };
}
