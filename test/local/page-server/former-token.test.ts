import { genuinenessOf } from '../../../src/local/page/model/genuineness';
import { ServedApp, synthesize } from '../../support/served-app';

const MESSAGE = { from: '+12025550123', channel: 'sms', body: 'hi', media: [], isForged: false } as const;

let app: ServedApp | undefined;
afterEach(async () => app?.close());

test('a genuine message that the function rejects after a rotation is told apart from a forged one', async () => {
  app = await ServedApp.start(synthesize({}));
  const latest = async () => {
    await new Promise((resolve) => setTimeout(resolve, 100)); // the log line comes through another pipe
    return [...app!.views.values()].at(-1)!;
  };
  // Forgeries use up what the function may read after failed signatures.
  for (let i = 0; i < 8; i++) expect((await app.phone({ ...MESSAGE, isForged: true })).status).toBe(403);
  expect(genuinenessOf(await latest())).toMatchObject({ tone: 'bad', text: expect.stringMatching(/^Not genuine: /) });

  await app.ask('/api/rotate', {});
  expect((await app.phone(MESSAGE)).status).toBe(403);
  expect(genuinenessOf(await latest())).toEqual({
    tone: 'warn',
    text: expect.stringMatching(
      /^Genuine, but the function still has the former token; it reads again in at most \d+ s\.$/,
    ),
  });
}, 60_000);
