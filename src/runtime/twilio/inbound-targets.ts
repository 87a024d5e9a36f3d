import { InboundSettings, InboundTarget } from './inbound-settings';
import { TwilioClient } from './twilio-client';
import { TwilioError } from './twilio-error';

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

const PAGE = '?PageSize=100';
/** Source: Twilio, "Error 20404". */
const NOT_FOUND = 404;

/** Reads all numbers that receive messages, each with its Messaging Service, and all Messaging Services. */
export async function readInboundTargets(twilio: TwilioClient): Promise<InboundTarget[]> {
  const path = numbersPath(twilio, `.json${PAGE}`);
  const numbers = await twilio.list<NumberResource>(
    "list the account's numbers",
    'api',
    path,
    'incoming_phone_numbers',
  );
  const services = await listServices(twilio);
  const serviceOf = new Map<string, ServiceResource>();
  for (const service of services) {
    const members = await twilio.list<{ readonly sid: string }>(
      `list the numbers of ${service.friendly_name}`,
      'messaging',
      `/v1/Services/${service.sid}/PhoneNumbers${PAGE}`,
      'phone_numbers',
    );
    members.forEach(({ sid }) => serviceOf.set(sid, service));
  }
  return [
    ...numbers.filter(receivesMessages).map((number) => numberTarget(number, serviceOf.get(number.sid))),
    ...services.map(serviceTarget),
  ];
}

/**
 * Finds a number that receives messages, with its Messaging Service. Returns `undefined` if the account does not have
 * the number.
 *
 * @param phoneNumber such as +15551234567
 */
export async function findNumber(twilio: TwilioClient, phoneNumber: string): Promise<InboundTarget | undefined> {
  const path = numbersPath(twilio, `.json${PAGE}&PhoneNumber=${encodeURIComponent(phoneNumber)}`);
  const found = await twilio.list<NumberResource>('look for the number', 'api', path, 'incoming_phone_numbers');
  // Twilio also returns numbers of which the wanted one is a part.
  const number = found.find((candidate) => candidate.phone_number === phoneNumber && receivesMessages(candidate));
  if (number === undefined) return undefined;
  for (const service of await listServices(twilio)) {
    const member = `/v1/Services/${service.sid}/PhoneNumbers/${number.sid}`;
    const membership = await undefinedIfNotFound(
      twilio.get(`look for the number in ${service.friendly_name}`, 'messaging', member),
    );
    if (membership !== undefined) return numberTarget(number, service);
  }
  return numberTarget(number);
}

/** Reads a number, without its Messaging Service, or a Messaging Service. Returns `undefined` if it is gone. */
export async function readInboundTarget(twilio: TwilioClient, sid: string): Promise<InboundTarget | undefined> {
  const doing = `read ${sid}`;
  if (sid.startsWith('PN')) {
    const number = await undefinedIfNotFound(
      twilio.get<NumberResource>(doing, 'api', numbersPath(twilio, `/${sid}.json`)),
    );
    return number && numberTarget(number);
  }
  const service = await undefinedIfNotFound(twilio.get<ServiceResource>(doing, 'messaging', `/v1/Services/${sid}`));
  return service && serviceTarget(service);
}

/** Writes the given settings and leaves the others alone. Returns what Twilio has afterwards. */
export async function writeInboundSettings(
  twilio: TwilioClient,
  target: InboundTarget,
  { url, method, fallbackUrl, fallbackMethod, applicationSid, isLeftToNumbers }: Partial<InboundSettings>,
): Promise<InboundTarget> {
  const doing = `set the webhook of ${target.name}`;
  if (target.kind === 'number') {
    const form = withoutUndefined({
      SmsUrl: url,
      SmsMethod: method,
      SmsFallbackUrl: fallbackUrl,
      SmsFallbackMethod: fallbackMethod,
      SmsApplicationSid: applicationSid,
    });
    const number = await twilio.post<NumberResource>(doing, 'api', numbersPath(twilio, `/${target.sid}.json`), form);
    return { ...numberTarget(number), service: target.service };
  }
  const form = withoutUndefined({
    InboundRequestUrl: url,
    InboundMethod: method,
    FallbackUrl: fallbackUrl,
    FallbackMethod: fallbackMethod,
    UseInboundWebhookOnNumber: isLeftToNumbers?.toString(),
  });
  return serviceTarget(await twilio.post<ServiceResource>(doing, 'messaging', `/v1/Services/${target.sid}`, form));
}

function numbersPath({ accountSid }: TwilioClient, rest: string): string {
  return `/2010-04-01/Accounts/${accountSid}/IncomingPhoneNumbers${rest}`;
}

async function listServices(twilio: TwilioClient): Promise<ServiceResource[]> {
  return twilio.list("list the account's Messaging Services", 'messaging', `/v1/Services${PAGE}`, 'services');
}

async function undefinedIfNotFound<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof TwilioError && error.status === NOT_FOUND) return undefined;
    throw error;
  }
}

function receivesMessages({ capabilities }: NumberResource): boolean {
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
    ...(service && { service: toService(service) }),
  };
}

function toService({ sid, friendly_name, use_inbound_webhook_on_number }: ServiceResource): InboundTarget['service'] {
  return { sid, name: friendly_name, isLeftToNumbers: use_inbound_webhook_on_number === true };
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

function withoutUndefined(fields: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
}
