import { countSegments, measureSms } from '../../../src/local/twilio/segments';

test.each<{ name: string; text: string; segments: number }>([
  { name: 'nothing', text: '', segments: 1 },
  { name: '160 characters of GSM-7', text: 'a'.repeat(160), segments: 1 },
  { name: '161 characters of GSM-7', text: 'a'.repeat(161), segments: 2 },
  { name: '306 characters of GSM-7', text: 'a'.repeat(306), segments: 2 },
  { name: '307 characters of GSM-7', text: 'a'.repeat(307), segments: 3 },
  { name: '80 characters that take two septets', text: '€'.repeat(80), segments: 1 },
  { name: '81 characters that take two septets', text: '€'.repeat(81), segments: 2 },
  { name: '153 septets would part a character', text: 'a'.repeat(152) + '€' + 'a'.repeat(152), segments: 3 },
  { name: '70 characters of UCS-2', text: 'é☃'.repeat(35), segments: 1 },
  { name: '71 characters of UCS-2', text: '☃'.repeat(71), segments: 2 },
  { name: '35 emoji', text: '😀'.repeat(35), segments: 1 },
  { name: '36 emoji', text: '😀'.repeat(36), segments: 2 },
])('the segments of $name are counted', ({ text, segments }) => {
  expect(countSegments(text)).toBe(segments);
});

test.each([
  { text: '', expected: { encoding: 'GSM-7', units: 0, segments: 1, left: 160 } },
  { text: 'a€', expected: { encoding: 'GSM-7', units: 3, segments: 1, left: 157 } },
  { text: 'x'.repeat(161), expected: { encoding: 'GSM-7', units: 161, segments: 2, left: 145 } },
  { text: '😀', expected: { encoding: 'UCS-2', units: 2, segments: 1, left: 68 } },
])('the size of $text is measured', ({ text, expected }) => {
  expect(measureSms(text)).toEqual(expected);
});
