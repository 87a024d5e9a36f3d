/** The kinds of objects that the gateway's props take. */
export type Kind = 'ReplyHandler' | 'ReplyMode' | 'WebhookEndpoint' | 'MessageSource';

/**
 * Marks the objects of a class and its subclasses, as CDK marks constructs. `instanceof` does not work: an app may have
 * several copies of this library.
 */
export function markKind(kind: Kind, { prototype }: { readonly prototype: object }): void {
  Object.defineProperty(prototype, symbolOf(kind), { value: true });
}

/** Whether an object is of a kind, whichever copy of this library it is from. */
export function isKind(kind: Kind, value: unknown): boolean {
  return typeof value === 'object' && value !== null && symbolOf(kind) in value;
}

const symbolOf = (kind: Kind) => Symbol.for(`cdk-twilio-sms-gateway.${kind}`);
