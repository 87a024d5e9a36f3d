import { twilioUrl } from '../../../src/runtime/twilio/twilio-url';

test('is Twilio', () => {
  expect(twilioUrl()).toBe('https://api.twilio.com');
});

test.each(['http://127.0.0.1:4680', 'http://localhost:1', 'http://[::1]:1'])('may be %s', (url) => {
  expect(twilioUrl(url)).toBe(url);
});

test.each([
  '', 'http://api.twilio.com', 'https://api.twilio.com.example.com', 'https://api.twilio.com/', 'http://127.0.0.1:1/x', 'http://127.0.0.1.example.com:1',
  'http://127.0.0.1:1@example.com', 'https://localhost:1', 'http://10.0.0.1:80',
])('may not be %j', (url) => {
  expect(() => twilioUrl(url)).toThrow('https://api.twilio.com');
});
