import { GatewayEvents } from '../../../src/local/events/gateway-events';

const LINE = { stream: 'stdout', text: 'hi' } as const;

test('every listener of an event gets its data, in the order in which they subscribed', () => {
  const got: string[] = [];
  const events = new GatewayEvents()
    .on('log', ({ text }) => got.push(`first ${text}`))
    .on('log', ({ text }) => got.push(`second ${text}`))
    .on('tokenRotated', (authToken) => got.push(authToken));

  events.emit('log', LINE);

  expect(got).toEqual(['first hi', 'second hi']);
});

test('an event without listeners is no error', () => {
  expect(() => new GatewayEvents().emit('log', LINE)).not.toThrow();
});

test('an error of a listener is a warning, and keeps nothing from the others or from the gateway', () => {
  const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
  const got: string[] = [];
  const events = new GatewayEvents()
    .on('log', () => {
      throw new Error('The disk is full.');
    })
    .on('log', ({ text }) => got.push(text));

  events.emit('log', LINE);

  expect(got).toEqual(['hi']);
  expect(warn).toHaveBeenCalledWith(
    expect.stringContaining('A listener of the local gateway\'s event "log" failed: Error: The disk is full.'),
  );
  warn.mockRestore();
});
