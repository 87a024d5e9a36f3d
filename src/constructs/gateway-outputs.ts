import { readFileSync } from 'fs';
import * as path from 'path';
import { CfnOutput } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { GatewayMetadata, METADATA_KEY } from '../shared/deployment-metadata';

/** The facts about a gateway in its outputs and metadata. */
export interface GatewayOutputsProps {
  readonly webhookFunction: lambda.Function;
  readonly webhookUrl: string;
  readonly webhookPath: string;
  readonly authTokenSecret?: secretsmanager.ISecret;
  readonly signingKeySecret?: secretsmanager.ISecret;
  readonly apiKeySecret?: secretsmanager.ISecret;
  /** Phone numbers and SIDs of Messaging Services that the stack points at the gateway. */
  readonly phoneNumbers: string[];
  /** Edge and region in the hosts of Twilio's APIs. @default - `us1` */
  readonly twilioRegion?: string;
}

/**
 * Adds outputs for the steps after a deployment, and the metadata by which `dev`, `connect` and `check` find the
 * gateway and its outputs in the template.
 */
export function addGatewayOutputs(scope: Construct, props: GatewayOutputsProps): void {
  const webhookUrl = new CfnOutput(scope, 'WebhookUrl', {
    value: props.webhookUrl,
    description: 'Set this URL on your Twilio number, under "A message comes in": Webhook, HTTP POST',
  });
  const authTokenSecret = addSecretOutput(scope, 'AuthTokenSecretArn', props.authTokenSecret,
    'Store your Twilio auth token in this secret', 'token.txt');
  const signingKeySecret = addSecretOutput(scope, 'SigningKeySecretArn', props.signingKeySecret,
    'Store the SharedKey with which Twilio signs in this secret', 'signing-key.json');
  const apiKeySecret = addSecretOutput(scope, 'ApiKeySecretArn', props.apiKeySecret,
    'Store the API key for requests to Twilio in this secret', 'api-key.json');

  const metadata: GatewayMetadata = {
    version: packageVersion(),
    webhookPath: props.webhookPath,
    // Tokens, since a logical id may still be overridden.
    outputs: {
      webhookUrl: webhookUrl.logicalId,
      ...(authTokenSecret && { authTokenSecret: authTokenSecret.logicalId }),
      ...(signingKeySecret && { signingKeySecret: signingKeySecret.logicalId }),
      ...(apiKeySecret && { apiKeySecret: apiKeySecret.logicalId }),
    },
    ...(props.phoneNumbers.length > 0 && { phoneNumbers: props.phoneNumbers }),
    ...(props.twilioRegion !== undefined && { twilioRegion: props.twilioRegion }),
  };
  (props.webhookFunction.node.defaultChild as lambda.CfnFunction).addMetadata(METADATA_KEY, metadata);
}

function addSecretOutput(
  scope: Construct,
  id: string,
  secret: secretsmanager.ISecret | undefined,
  what: string,
  file: string,
): CfnOutput | undefined {
  return secret && new CfnOutput(scope, id, {
    value: secret.secretArn,
    description: `${what}: aws secretsmanager put-secret-value --secret-id <this> --secret-string file://${file}`,
  });
}

function packageVersion(): string {
  return JSON.parse(readFileSync(path.join(__dirname, '..', '..', 'package.json'), 'utf8')).version;
}
