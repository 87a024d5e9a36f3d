import { isRegionInHost, regionInHost, regionName } from '../../src/shared/region-in-host';

test.each<{ region?: string; edge?: string; inHost: string | undefined }>([
  { inHost: undefined },
  { region: 'us1', inHost: undefined },
  { region: 'us1', edge: 'umatilla', inHost: 'umatilla.us1' },
  { edge: 'ashburn', inHost: 'ashburn.us1' },
  { region: 'ie1', inHost: 'dublin.ie1' },
  { region: 'IE1', inHost: 'dublin.ie1' },
  { region: 'au1', inHost: 'sydney.au1' },
  { region: 'au1', edge: 'Sydney', inHost: 'sydney.au1' },
  { region: 'ie1', edge: 'frankfurt', inHost: 'frankfurt.ie1' },
  { region: 'jp1', edge: 'tokyo', inHost: 'tokyo.jp1' },
  { region: 'br1', edge: 'sao-paulo', inHost: 'sao-paulo.br1' },
])('region $region and edge $edge are $inHost in a host name', ({ region, edge, inHost }) => {
  expect(regionInHost(region, edge)).toBe(inHost);
  expect(inHost === undefined || isRegionInHost(inHost)).toBe(true);
});

test.each<{ name: string; region?: string; edge?: string; message: string }>([
  { name: 'a city as the region', region: 'dublin', message: 'The Twilio region must be two letters and a number' },
  { name: 'an empty region', region: '', message: 'such as ie1 or au1, got "". See "Twilio Regions"' },
  { name: 'a region of AWS', region: 'eu-west-1', message: 'got "eu-west-1".' },
  { name: 'a region that ends a host name', region: 'ie1/', message: 'got "ie1/".' },
  { name: 'a region with a line break', region: 'ie1\n', message: 'got "ie1\\n".' },
  { name: 'a region without a known edge', region: 'jp1', message: 'The Twilio region jp1 needs an edge, got none.' },
  { name: 'a region as the edge', region: 'ie1', edge: 'ie1', message: 'The Twilio edge must be the name of an edge' },
  { name: 'an empty edge', region: 'ie1', edge: '', message: 'such as dublin or sydney, got "".' },
  { name: 'an edge with a dot', region: 'ie1', edge: 'evil.example', message: 'got "evil.example".' },
  { name: 'an edge with a host', edge: 'evil.example/', message: 'got "evil.example/".' },
  { name: 'an edge with a user', edge: 'user@evil', message: 'got "user@evil".' },
  { name: 'a very long edge', edge: 'a'.repeat(33), message: `got "${'a'.repeat(33)}".` },
])('$name is an error that says what is expected', ({ region, edge, message }) => {
  expect(() => regionInHost(region, edge)).toThrow(message);
});

test.each([
  '', 'ie1', '.ie1', 'dublin.', 'dublin', 'dublin.ie1.', 'a.dublin.ie1', 'evil.example/x.ie1', 'dublin.ie1\n', '\ndublin.ie1',
  'DUBLIN.ie1', 'dublin..ie1', 'user@dublin.ie1', `${'a'.repeat(33)}.ie1`, 'dublin-.ie1', 'dublin.123', 'dublin:80.ie1',
].map((text) => ({ text })))('$text is not accepted as a part of a host name', ({ text }) => {
  expect(isRegionInHost(text)).toBe(false);
});

test.each([
  { inHost: undefined, name: 'us1' },
  { inHost: 'umatilla.us1', name: 'us1' },
  { inHost: 'dublin.ie1', name: 'ie1' },
])('$inHost is in the region $name', ({ inHost, name }) => {
  expect(regionName(inHost)).toBe(name);
});
