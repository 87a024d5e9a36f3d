import type { ExchangeView, Pair } from '../../page-protocol/page-protocol';

/** Read first: who wrote what to whom. */
const FIRST = ['From', 'To', 'Body'];
const SIDS = ['MessageSid', 'SmsSid', 'SmsMessageSid', 'AccountSid', 'MessagingServiceSid'];
/** Made up by `inboundMessage`. */
const USUAL = [...SIDS.slice(0, 4), 'NumMedia', 'NumSegments', 'SmsStatus', 'ApiVersion'];
/** Parameters that are fields of `InboundMessage`. */
const FIELD = /^(Body|From|To|ProfileName|OptOutType|MessagingServiceSid|(From|To)(City|State|Zip|Country))$/;
const HEADERS = ['content-type', 'x-twilio-signature', 'i-twilio-idempotency-token'];

/** The parameters in the order of interest, and the ids apart. */
export function arrange(parameters: readonly Pair[]): { readonly main: readonly Pair[]; readonly ids: readonly Pair[] } {
  const others = parameters.filter(([name]) => !FIRST.includes(name) && !SIDS.includes(name));
  return {
    main: [...FIRST.flatMap((wanted) => parameters.filter(([name]) => name === wanted)), ...others],
    ids: parameters.filter(([name]) => SIDS.includes(name)),
  };
}

/** The request as a command for a POSIX shell, with its signature: it is valid for the same URL. */
export function curlCommand({ candidates, headers, parameters }: ExchangeView['request'], webhookUrl: string): string {
  const url = candidates.find(({ isSigned }) => isSigned)?.url ?? webhookUrl;
  return [
    `curl -X POST ${quote(url)}`,
    ...headers.filter(([name]) => HEADERS.includes(name)).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    ...parameters.map(([name, value]) => `--data-urlencode ${quote(`${encodeURIComponent(name)}=${value}`)}`),
  ].join(' \\\n  ');
}

/** The message as an expression for a test: see `inboundMessage` of `cdk-twilio-sms-gateway/testing`. */
export function testMessage({ channel, sent: { media }, request: { parameters } }: ExchangeView): string {
  const given = parameters.filter(([name, value]) => value !== '' && !USUAL.includes(name) && !/^Media(Url|Con)/.test(name));
  const more = given.filter(([name]) => !FIELD.test(name));
  const fields: [string, unknown][] = [
    ...given.filter(([name]) => FIELD.test(name)).map(([name, value]): [string, unknown] =>
      [name.charAt(0).toLowerCase() + name.slice(1), value]),
    ...(channel === 'sms' ? [] : [['channel', channel] as [string, unknown]]),
    ...(media.length === 0 ? [] : [['media', media] as [string, unknown]]),
    ...(more.length === 0 ? [] : [['parameters', Object.fromEntries(more)] as [string, unknown]]),
  ];
  return `inboundMessage({\n${fields.map(([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`).join('')}})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
