import { OptOuts } from '../../../src/local/twilio/opt-outs';

const ADA = '+12025550123';

test.each<{ messages: Record<string, string>[]; isOptedOut: boolean }>([
  { messages: [{ Body: 'STOP' }], isOptedOut: true },
  { messages: [{ Body: ' stop\n' }], isOptedOut: true },
  { messages: [{ Body: 'please STOP' }], isOptedOut: false },
  { messages: [{ Body: 'STOP' }, { Body: 'hello' }], isOptedOut: true },
  { messages: [{ Body: 'STOP' }, { Body: 'START' }], isOptedOut: false },
  { messages: [{ Body: 'STOP' }, { Body: 'yes' }], isOptedOut: false },
  { messages: [{ Body: 'genug', OptOutType: 'STOP' }], isOptedOut: true },
  { messages: [{ Body: 'STOP', OptOutType: 'HELP' }], isOptedOut: false },
  { messages: [{ Body: 'STOP' }, { Body: 'wieder', OptOutType: 'START' }], isOptedOut: false },
  { messages: [{ From: `whatsapp:${ADA}`, Body: 'STOP' }], isOptedOut: false },
])('after $messages the sender is opted out: $isOptedOut', ({ messages, isOptedOut }) => {
  const optOuts = new OptOuts();
  messages.forEach((message) => optOuts.note({ From: ADA, ...message }));

  expect([optOuts.has(ADA), optOuts.has(`whatsapp:${ADA}`), optOuts.has('+12025550147')]).toEqual([isOptedOut, false, false]);
});
