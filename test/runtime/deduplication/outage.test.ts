import { DeduplicatingGateway } from '../../support/deduplicating';
import { signed } from '../../support/events';
import { messageForm } from '../../support/messages';
import { TableServer } from '../../support/table-server';

const URL = 'https://sms.example.com/sms';

let table: TableServer;
beforeAll(async () => {
  table = await TableServer.start();
});
beforeEach(() => table.reset());
afterAll(async () => table.close());

const text = () => signed({ url: URL, form: messageForm() });
const fallback = () => signed({ url: URL, form: [...messageForm(), ['ErrorUrl', URL], ['ErrorCode', '11200']] });

describe('while the table is unavailable', () => {
  test('messages are answered, and the log line says so for the metric', async () => {
    table.before = () => 'error';
    const gateway = new DeduplicatingGateway();

    for (let i = 1; i <= 2; i++) {
      expect((await gateway.send(text())).body).toContain('Echo: Hello');
      expect(gateway.messages).toHaveLength(i);
    }
    expect(gateway.log.at(-1)).toMatchObject({
      level: 'WARN',
      outcome: 'replied',
      deduplication: 'unavailable',
      detail: 'the deduplication table is unavailable: InternalServerError',
      status: 200,
    });
  });

  test('messages are rejected with 503 before the handler runs if the table is required', async () => {
    table.before = () => 'error';
    const gateway = new DeduplicatingGateway({ isRequired: true });

    expect(await gateway.send(text())).toEqual({ statusCode: 503, body: '' });
    expect(gateway.messages).toEqual([]);
    expect(gateway.log.at(-1)).toMatchObject({
      level: 'ERROR',
      outcome: 'rejected',
      reason: 'deduplication_unavailable',
    });
    table.before = () => undefined;
    expect((await gateway.send(text())).statusCode).toBe(200);
  });

  test.each([
    false, true,
  ].map((isRequired) => ({ isRequired })))('required $isRequired decides about a suspicious message', async ({ isRequired }) => {
    const suspicious = signed({ url: URL, form: messageForm({ 'Media.Count': '1' }) });
    const gateway = new DeduplicatingGateway({ isRequired });
    table.before = ({ operation }) => operation === 'GetItem' ? 'error' : undefined;

    expect((await gateway.send(suspicious)).statusCode).toBe(isRequired ? 503 : 200);
    expect(gateway.log.at(-1)).toMatchObject(isRequired
      ? { outcome: 'rejected', reason: 'deduplication_unavailable' }
      : { outcome: 'replied', deduplication: 'unavailable' });
    table.before = () => undefined;
    expect((await gateway.send(suspicious)).statusCode).toBe(200);
    expect(gateway.messages).toHaveLength(1); // its content was claimed all the same
  });

  test.each([
    false, true,
  ].map((isRequired) => ({ isRequired })))('required $isRequired decides about a fallback request', async ({ isRequired }) => {
    const gateway = new DeduplicatingGateway({ isRequired });
    table.before = ({ operation }) => operation === 'GetItem' ? 'error' : undefined;

    expect((await gateway.send(fallback())).statusCode).toBe(isRequired ? 503 : 200);
    table.before = () => undefined;
    expect((await gateway.send(fallback())).statusCode).toBe(200);
    expect(gateway.messages).toHaveLength(1);
  });
});

/** The calls of a text that is answered, in their order. */
const AFTERWARDS = ['message', 'answer', 'done'];

test.each(AFTERWARDS.map((step) => ({ step })))('a failed write of the $step stops no answer', async ({ step }) => {
  for (const isRequired of [false, true]) {
    table.reset();
    let texts = 0;
    table.before = ({ id }) => {
      const at = id.startsWith('content#') ? ['claim', 'done'][Math.min(1, texts++)] : id.split('#')[0];
      return at === step ? 'error' : undefined;
    };
    const gateway = new DeduplicatingGateway({ isRequired });

    expect((await gateway.send(text())).body).toContain('Echo: Hello');
    expect(gateway.log).toMatchObject([{ outcome: 'replied', deduplication: 'unavailable' }]);
  }
});

test('a duplicate of a completed message gets 503 if the stored answer cannot be read', async () => {
  const gateway = new DeduplicatingGateway();
  await gateway.send(text());
  table.before = ({ operation }) => operation === 'GetItem' ? 'error' : undefined;

  expect(await gateway.send(text())).toEqual({ statusCode: 503, body: '' });
  expect(gateway.messages).toHaveLength(1);
});

test('a claim is recognized although the answer to its write was lost', async () => {
  const gateway = new DeduplicatingGateway();
  let tries = 0;
  // The first try has its effect, but the client hears only of an error, and tries again.
  table.lose = ({ id }) => id.startsWith('content#') && tries++ === 0;

  expect((await gateway.send(text())).body).toContain('Echo: Hello');
  expect(gateway.log).toMatchObject([{ outcome: 'replied' }]);
  expect(gateway.log[0].deduplication).toBeUndefined();
  expect(gateway.messages).toHaveLength(1);
});
