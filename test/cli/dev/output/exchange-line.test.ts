import { describeExchange } from '../../../../src/cli/dev/output/exchange-line';
import { styleFor } from '../../../../src/cli/terminal/style';
import { Exchange } from '../../../../src/local/events/exchange';
import { HttpApiEvent } from '../../../../src/local/http-api/request-to-event';
import { UserError } from '../../../../src/local/problems/user-error';

const plain = styleFor({ write: () => undefined }, {});

function exchange(
  status: number,
  body: string,
  props: Partial<Exchange> = {},
  form = 'From=%2B12025550123&Body=secret+text',
): Exchange {
  const event = {
    routeKey: 'POST /sms',
    body: Buffer.from(form).toString('base64'),
    isBase64Encoded: true,
    requestContext: { timeEpoch: 0 },
  };
  return {
    event: event as HttpApiEvent,
    response: { status, headers: {}, body: Buffer.from(body) },
    milliseconds: 12,
    ...props,
  };
}

test.each([
  { name: 'a reply', status: 200, body: '<Response><Message>hi</Message></Response>', expected: '200 replied' },
  {
    name: 'two replies',
    status: 200,
    body: '<Response><Message>a</Message><Message>b</Message></Response>',
    expected: '200 replied with 2 messages',
  },
  { name: 'no reply', status: 200, body: '<Response/>', expected: '200 no reply' },
  { name: 'something else', status: 200, body: 'hi', expected: '200 the answer is not TwiML' },
  { name: 'a status callback', status: 204, body: '', expected: '204 status callback' },
  { name: 'a rejection', status: 403, body: '', expected: '403 rejected: wrong signature or account' },
  { name: 'a wrong path', status: 404, body: '', expected: '404 there is no POST /sms' },
  { name: 'a failure', status: 500, body: '', expected: '500 Handler failed' },
  { name: 'no secret', status: 503, body: '', expected: '503 unavailable: the log says why' },
])('the line describes $name', ({ status, body, expected }) => {
  expect(describeExchange(exchange(status, body), plain)).toMatch(
    new RegExp(`^\\d\\d:\\d\\d:\\d\\d  …23  ${expected}  12 ms$`),
  );
});

test('the line shows the last two digits of the sender, and nothing of the message', () => {
  const line = describeExchange(exchange(200, '<Response><Message>secret reply</Message></Response>'), plain);

  expect(line).toContain('…23');
  expect(line).not.toMatch(/2025|secret/);
});

test.each([
  { form: '' },
  { form: 'Body=a' },
  { form: '\0%zz' },
  { form: 'From=' },
])('the line shows no sender for the form "$form"', ({ form }) => {
  expect(describeExchange(exchange(403, '', {}, form), plain)).toContain('    -  403');
});

test('the line says what is wrong with an assembly that was changed', () => {
  expect(describeExchange(exchange(500, '', { failure: new UserError('No manifest. Synthesize.') }), plain)).toContain(
    '500 No manifest. Synthesize.',
  );
});
