import { countSegments } from '../../src/local/segments';

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
