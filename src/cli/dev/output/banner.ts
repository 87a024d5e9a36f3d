import { LocalGateway } from '../../../local/local-gateway';
import { Style } from '../../terminal/style';
import { LocalAuthToken } from '../input/local-auth-token';

/** The lines that `dev` prints when it is ready. */
export function banner(
  gateway: Pick<LocalGateway, 'url' | 'pageUrl' | 'webhookUrl' | 'tunnel' | 'definition' | 'all'>,
  token: LocalAuthToken,
  { bold, dim }: Style,
): string {
  const { definition } = gateway;
  const others = gateway.all
    .map(({ constructPath }) => constructPath)
    .filter((constructPath) => constructPath !== definition.constructPath);
  const own = `yours, from ${token.source ?? 'TWILIO_AUTH_TOKEN'}`;
  const random = `${token.value} ${dim('(random, for this run; TWILIO_AUTH_TOKEN sets another)')}`;
  const choice = token.source === undefined ? 'on the page, or with --gateway' : 'with --gateway';
  return [
    '',
    `${bold(definition.constructPath)} of stack ${definition.stackName} runs at ${bold(gateway.url)}`,
    '',
    `  Text it     ${gateway.pageUrl}`,
    `  Webhook     POST ${gateway.webhookUrl}`,
    `  Auth token  ${token.isMadeUp ? random : own}`,
    ...(gateway.tunnel === undefined ? [] : [
      `  Tunnel      point your tunnel at ${gateway.tunnel.url} ${dim('(it serves only the webhook)')}`,
      `  At Twilio   POST ${gateway.tunnel.webhookUrl} ${dim("(your number's webhook, for \"A message comes in\")")}`,
    ]),
    ...(others.length > 0 ? [`  Others      ${others.join(', ')} ${dim(`(choose one ${choice})`)}`] : []),
    '',
    dim('Press Ctrl-C to end.'),
    '',
  ].join('\n');
}
