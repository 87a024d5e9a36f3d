/** `onMessageAdded`, `onConversationUpdate` and the like. Source: Twilio, "Conversations Webhooks". */
const CONVERSATIONS_EVENT = /^on[A-Z][A-Za-z]+$/;
const MESSAGE_SID = /^(?:SM|MM)/;

/**
 * Names the other Twilio product that sent the request, if somebody set this URL there. Such a request has no
 * MessageSid of a message: Conversations number their messages `IM...`, and a click on a shortened link has parameters
 * in snake_case, like the link-clicked event of Twilio's Event Streams.
 *
 * @returns a description for the log; undefined for a messaging webhook
 */
export function otherWebhook(parameters: ReadonlyMap<string, string>): string | undefined {
  if (MESSAGE_SID.test(parameters.get('MessageSid') ?? '')) {
    return undefined;
  }
  const event = parameters.get('EventType') ?? parameters.get('event_type') ?? '';
  if (CONVERSATIONS_EVENT.test(event)) {
    return 'a webhook of Conversations';
  }
  return event === 'click' || parameters.has('click_time') || parameters.has('ClickTime')
    ? 'a click on a shortened link'
    : undefined;
}
