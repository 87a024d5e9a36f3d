import { InboundSettings, InboundTarget } from './inbound-settings';
import { TwilioClient } from './twilio-client';

/** Source: Twilio's OpenAPI description, `api.v2010.account.incoming_phone_number`. */
interface NumberResource {
  readonly sid: string;
  readonly phone_number: string;
  readonly capabilities?: { readonly sms?: boolean; readonly mms?: boolean };
  readonly sms_url: string | null;
  readonly sms_method: string | null;
  readonly sms_fallback_url: string | null;
  readonly sms_fallback_method: string | null;
  readonly sms_application_sid: string | null;
}

/** Source: Twilio's OpenAPI description, `messaging.v1.service`. */
interface ServiceResource {
  readonly sid: string;
  readonly friendly_name: string;
  readonly inbound_request_url: string | null;
  readonly inbound_method: string | null;
  readonly fallback_url: string | null;
  readonly fallback_method: string | null;
  readonly use_inbound_webhook_on_number: boolean | null;
}

const PAGE_SIZE = 100;

/** Reads all numbers that take texts, and all Messaging Services, and which number is in which of them. */
export async function readInboundTargets(twilio: TwilioClient): Promise<InboundTarget[]> {
  const page = `?PageSize=${PAGE_SIZE}`;
  const numbersPath = `/2010-04-01/Accounts/${twilio.accountSid}/IncomingPhoneNumbers.json${page}`;
  const numbers = await twilio.list<NumberResource>("list the account's numbers", 'api', numbersPath, 'incoming_phone_numbers');
  const services = await twilio.list<ServiceResource>("list the account's Messaging Services", 'messaging', `/v1/Services${page}`, 'services');
  const serviceOf = new Map<string, ServiceResource>();
  for (const service of services) {
    const members = await twilio.list<{ readonly sid: string }>(
      `list the numbers of ${service.friendly_name}`, 'messaging', `/v1/Services/${service.sid}/PhoneNumbers${page}`, 'phone_numbers');
    members.forEach(({ sid }) => serviceOf.set(sid, service));
  }
  return [
    ...numbers.filter(takesTexts).map((number) => numberTarget(number, serviceOf.get(number.sid))),
    ...services.map(serviceTarget),
  ];
}

/** Writes some settings; the others stay. Gives what Twilio then has. */
export async function writeInboundSettings(
  twilio: TwilioClient,
  target: InboundTarget,
  { url, method, applicationSid, isLeftToNumbers }: Partial<InboundSettings>,
): Promise<InboundTarget> {
  const doing = `set the webhook of ${target.name}`;
  if (target.kind === 'number') {
    const form = given({ SmsUrl: url, SmsMethod: method, SmsApplicationSid: applicationSid });
    const path = `/2010-04-01/Accounts/${twilio.accountSid}/IncomingPhoneNumbers/${target.sid}.json`;
    return { ...numberTarget(await twilio.post<NumberResource>(doing, 'api', path, form)), service: target.service };
  }
  const form = given({ InboundRequestUrl: url, InboundMethod: method, UseInboundWebhookOnNumber: isLeftToNumbers?.toString() });
  return serviceTarget(await twilio.post<ServiceResource>(doing, 'messaging', `/v1/Services/${target.sid}`, form));
}

function takesTexts({ capabilities }: NumberResource): boolean {
  return capabilities === undefined || capabilities.sms === true || capabilities.mms === true;
}

function numberTarget(number: NumberResource, service?: ServiceResource): InboundTarget {
  return {
    kind: 'number',
    sid: number.sid,
    name: number.phone_number,
    settings: {
      url: number.sms_url ?? '',
      method: number.sms_method ?? 'POST',
      fallbackUrl: number.sms_fallback_url ?? '',
      fallbackMethod: number.sms_fallback_method ?? 'POST',
      applicationSid: number.sms_application_sid ?? '',
    },
    ...(service && { service: { sid: service.sid, name: service.friendly_name, isLeftToNumbers: service.use_inbound_webhook_on_number === true } }),
  };
}

function serviceTarget(service: ServiceResource): InboundTarget {
  return {
    kind: 'service',
    sid: service.sid,
    name: service.friendly_name,
    settings: {
      url: service.inbound_request_url ?? '',
      method: service.inbound_method ?? 'POST',
      fallbackUrl: service.fallback_url ?? '',
      fallbackMethod: service.fallback_method ?? 'POST',
      isLeftToNumbers: service.use_inbound_webhook_on_number === true,
    },
  };
}

function given(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined));
}
