import { countSegments, measureSms } from '../../../src/local/twilio/segments';

test.each<[name: string, text: string, segments: number]>([
  ['nothing', '', 1],
  ['160 characters of GSM-7', 'a'.repeat(160), 1],
  ['161 characters of GSM-7', 'a'.repeat(161), 2],
  ['306 characters of GSM-7', 'a'.repeat(306), 2],
  ['307 characters of GSM-7', 'a'.repeat(307), 3],
  ['80 characters that take two septets', '€'.repeat(80), 1],
  ['81 characters that take two septets', '€'.repeat(81), 2],
  ['153 septets would part a character', 'a'.repeat(152) + '€' + 'a'.repeat(152), 3],
  ['70 characters of UCS-2', 'é☃'.repeat(35), 1],
  ['71 characters of UCS-2', '☃'.repeat(71), 2],
  ['35 emoji', '😀'.repeat(35), 1],
  ['36 emoji', '😀'.repeat(36), 2],
])('counts %s', (_, text, segments) => {
  expect(countSegments(text)).toBe(segments);
});

test.each([
  ['', { encoding: 'GSM-7', units: 0, segments: 1, left: 160 }],
  ['a€', { encoding: 'GSM-7', units: 3, segments: 1, left: 157 }],
  ['x'.repeat(161), { encoding: 'GSM-7', units: 161, segments: 2, left: 145 }],
  ['😀', { encoding: 'UCS-2', units: 2, segments: 1, left: 68 }],
])('measures %j', (text, expected) => {
  expect(measureSms(text)).toEqual(expected);
});
