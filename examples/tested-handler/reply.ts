import type { ReplyFunction } from 'cdk-twilio-sms-gateway/runtime';

const reply: ReplyFunction = async ({ body, profileName = 'friend' }, { signal }) => {
  if (/^add( -?\d+)+$/i.test(body)) {
    const numbers = body.split(' ').slice(1).map(Number);
    return `${profileName}, that is ${numbers.reduce((sum, number) => sum + number)}.`;
  }
  if (body === 'wait') {
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
  return 'Text "add", and numbers: add 1 2 3';
};

export default reply;
