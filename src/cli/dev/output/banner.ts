import { LocalAuthToken } from '../input/local-auth-token';
import { LocalGateway } from '../../../local/local-gateway';
import { Style } from '../../terminal/style';

/** What `dev` prints when it is ready. */
export function banner(gateway: Pick<LocalGateway, 'url' | 'pageUrl' | 'webhookUrl' | 'tunnel' | 'definition' | 'all'>, token: LocalAuthToken, { bold, dim }: Style): string {
  const { definition } = gateway;
  const others = gateway.all.map(({ constructPath }) => constructPath).filter((constructPath) => constructPath !== definition.constructPath);
  return [
    '',
    `${bold(definition.constructPath)} of stack ${definition.stackName} runs at ${bold(gateway.url)}`,
    '',
    `  Text it     ${gateway.pageUrl}`,
    `  Webhook     POST ${gateway.webhookUrl}`,
    `  Auth token  ${token.isMadeUp ? `${token.value} ${dim('(made up for this run; TWILIO_AUTH_TOKEN sets it)')}` : `yours, from ${token.source ?? 'TWILIO_AUTH_TOKEN'}`}`,
    ...(gateway.tunnel === undefined ? [] : [
      `  Tunnel      point your tunnel at ${gateway.tunnel.url} ${dim('(the webhook, and nothing else)')}`,
      `  At Twilio   POST ${gateway.tunnel.webhookUrl} ${dim("(your number's webhook, for \"A message comes in\")")}`,
    ]),
    ...(others.length > 0 ? [`  Others      ${others.join(', ')} ${dim(token.source === undefined ? '(choose on the page, or with --gateway)' : '(choose with --gateway)')}`] : []),
    '',
    dim('Ctrl-C ends it.'),
    '',
  ].join('\n');
}
