import { describeExchange } from '../../../../src/cli/dev/output/exchange-line';
import { styleFor } from '../../../../src/cli/terminal/style';
import { HttpApiEvent } from '../../../../src/local/http-api/request-to-event';
import { Exchange } from '../../../../src/local/events/exchange';
import { UserError } from '../../../../src/local/problems/user-error';

const plain = styleFor({ write: () => undefined }, {});

function exchange(status: number, body: string, props: Partial<Exchange> = {}, form = 'From=%2B12025550123&Body=secret+text'): Exchange {
  const event = { routeKey: 'POST /sms', body: Buffer.from(form).toString('base64'), isBase64Encoded: true, requestContext: { timeEpoch: 0 } };
  return { event: event as HttpApiEvent, response: { status, headers: {}, body: Buffer.from(body) }, milliseconds: 12, ...props };
}

test.each([
  ['a reply', 200, '<Response><Message>hi</Message></Response>', '200 replied'],
  ['two replies', 200, '<Response><Message>a</Message><Message>b</Message></Response>', '200 replied with 2 messages'],
  ['no reply', 200, '<Response/>', '200 no reply'],
  ['something else', 200, 'hi', '200 the answer is not TwiML'],
  ['a status callback', 204, '', '204 status callback'],
  ['a rejection', 403, '', '403 rejected: wrong signature or account'],
  ['a wrong path', 404, '', '404 there is no POST /sms'],
  ['a failure', 500, '', '500 failed'],
  ['no secret', 503, '', '503 unavailable: the log says why'],
])('describes %s', (_, status, body, expected) => {
  expect(describeExchange(exchange(status, body), plain)).toMatch(new RegExp(`^\\d\\d:\\d\\d:\\d\\d  …23  ${expected}  12 ms$`));
});

test('shows of the sender the last two digits, and nothing of the text', () => {
  const line = describeExchange(exchange(200, '<Response><Message>secret reply</Message></Response>'), plain);

  expect(line).toContain('…23');
  expect(line).not.toMatch(/2025|secret/);
});

test.each(['', 'Body=a', '\0%zz', 'From='])('shows no sender of the form %j', (form) => {
  expect(describeExchange(exchange(403, '', {}, form), plain)).toContain('    -  403');
});

test('says what is wrong with an assembly that was changed', () => {
  expect(describeExchange(exchange(500, '', { failure: new UserError('No manifest. Synthesize.') }), plain)).toContain('500 No manifest. Synthesize.');
});
