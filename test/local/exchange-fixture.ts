import { ExchangeView } from '../../src/local/page-protocol/page-protocol';

/** An exchange that went well. */
export function exchangeView(props: Partial<ExchangeView> = {}): ExchangeView {
  return {
    id: 'id',
    gateway: 'Echo/Sms',
    origin: 'phone',
    time: Date.UTC(2026, 10, 22, 12, 0, 5),
    channel: 'sms',
    from: '+12025550123',
    sent: { body: 'hi', media: [] },
    segments: 1,
    request: { method: 'POST', path: '/sms', headers: [], parameters: [], candidates: [], signedParameters: '' },
    answer: { status: 200, contentType: 'text/xml', body: '<Response/>', milliseconds: 10 },
    replies: [{ body: 'hi', media: [] }],
    verdict: { outcome: 'replied', durationMs: 3, handlerMs: 1 },
    log: [],
    calls: [],
    delayMs: 0,
    ...props,
  };
}
