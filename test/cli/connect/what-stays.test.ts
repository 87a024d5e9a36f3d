import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { TwilioSmsGateway, TwilioSmsGatewayProps } from '../../../src';
import type { DeployedStack } from '../../../src/cli/aws/deployed-stack';
import { whatStays } from '../../../src/cli/connect/what-stays';
import { SECRET_ARN } from '../../support/messages';

const SECRET_STAYS = `The secret keeps the auth token, also after "cdk destroy": ${SECRET_ARN}`;
const SECRET_GOES = `The secret keeps the auth token until "cdk destroy" deletes it: ${SECRET_ARN}`;
const TABLE_STAYS = 'The deduplication table stays after "cdk destroy" too, with its stored replies.';
const { DESTROY } = RemovalPolicy;

test.each<{
  readonly name: string;
  readonly props: (stack: Stack) => TwilioSmsGatewayProps;
  readonly lines: string[];
}>([
      { name: 'the secret, by default', props: () => ({}), lines: [SECRET_STAYS] },
      { name: 'nothing of a secret with a removal policy', props: () => ({ removalPolicy: DESTROY }), lines: [SECRET_GOES] },
      {
        name: 'a secret that was brought',
        props: (stack) => ({ authTokenSecret: Secret.fromSecretNameV2(stack, 'Token', 'token') }),
        lines: [SECRET_STAYS],
      },
      { name: 'secret and table', props: () => ({ deduplication: {} }), lines: [SECRET_STAYS, TABLE_STAYS] },
      {
        name: 'no table with a removal policy',
        props: () => ({ deduplication: { removalPolicy: DESTROY } }),
        lines: [SECRET_STAYS],
      },
    ])('what stays is told: $name', ({ props, lines }) => {
      const stack = new Stack(new App(), 'Echo');
      new TwilioSmsGateway(stack, 'Sms', props(stack));
      const deployed = { template: Template.fromStack(stack).toJSON() } as DeployedStack;

      expect(whatStays({ secretArn: SECRET_ARN, stack: deployed })).toEqual(lines);
    });
