import { SharedKeyWork } from './apply-shared-key';
import { planSharedKey } from './plan-shared-key';
import { WebhookConfiguration } from './webhook-configuration';
import { UserError } from '../../local/problems/user-error';
import { ApiKey } from '../../runtime/api-key/parse-api-key';
import { apiKeyAsCredentials, Credentials } from '../../runtime/twilio/credentials';
import { readConnectVersion } from '../aws/connect-version';
import { DeployedGateway } from '../aws/deployed-gateway';
import { GatewaySecrets } from '../aws/gateway-secrets';
import { UsageError } from '../terminal/context';
import { GuardedContext } from '../terminal/guarded-context';
import { TaskList } from '../terminal/task-list';
import { commandTwilioClient } from '../twilio/command-twilio-client';

/** Source: Twilio, "Webhooks configuration API". */
const BETA = "SharedKeys and Twilio's webhook configuration API are a public beta of Twilio: not for workloads under HIPAA "
  + 'or PCI, without an SLA, and Twilio may change them.';

/**
 * Checks that the gateway can verify with a SharedKey before anything is changed.
 *
 * @param region edge and region in the hosts of Twilio's APIs, such as `dublin.ie1`
 * @throws UserError with the change that is needed first
 */
export function assertSharedKeyPossible(gateway: DeployedGateway, region: string | undefined): void {
  if (gateway.signingKeySecretArn === undefined) {
    throw new UserError(`The gateway ${gateway.constructPath} has no secret for a SharedKey, so it would reject messages `
      + 'that are signed with one. Nothing was changed. Set the prop signingKeySecret, deploy, and run this again.');
  }
  if (region !== undefined) {
    throw new UserError('Twilio documents its webhook configuration API only for the region us1, and this gateway uses '
      + `${region}. Nothing was changed. Leave --shared-key out.`);
  }
}

/** The webhook configuration of the account, for one gateway. The API belongs to no region. */
export function configurationFor(
  { stack, constructPath }: DeployedGateway,
  credentials: Credentials,
  context: GuardedContext,
): WebhookConfiguration {
  return new WebhookConfiguration(
    commandTwilioClient(credentials, context),
    `cdk-twilio-sms-gateway ${stack.name} ${constructPath}`,
  );
}

/**
 * Plans the steps of `--shared-key`, and says that they are a beta.
 *
 * @param webhookUrl the URL that the number has or gets, with its connection overrides
 */
export async function prepareSharedKey(
  webhookUrl: string,
  gateway: DeployedGateway,
  secrets: GatewaySecrets,
  given: { readonly accountSid: string; readonly apiKey?: ApiKey },
  context: GuardedContext,
  tasks: TaskList,
): Promise<SharedKeyWork> {
  const { accountSid, apiKeySid, apiKeySecret } = given.apiKey ?? secrets.apiKey?.apiKey ?? missingKey();
  if (accountSid !== given.accountSid) missingKey();
  const credentials = apiKeyAsCredentials(accountSid, apiKeySid, apiKeySecret);
  const configuration = configurationFor(gateway, credentials, context);
  const stored = secrets.signingKey!;
  const plan = await tasks.start("Reading Twilio's webhook configuration", async () => {
    const { sharedKeySetup } = await readConnectVersion(gateway);
    return planSharedKey(webhookUrl, sharedKeySetup, stored, configuration);
  });
  if (plan.isNeeded) tasks.info('Public beta', BETA);
  return { gateway, configuration, stored, plan };
}

/** Source: Twilio, "Webhooks configuration API": an auth token is for local testing only. */
function missingKey(): never {
  throw new UsageError('--shared-key needs an API key of the account: TWILIO_API_KEY and TWILIO_API_SECRET. '
    + 'Create one in the Twilio Console under API keys & tokens. Nothing was changed.');
}
