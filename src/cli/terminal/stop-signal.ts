const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborted by the first signal that asks this process to end. Later ones change nothing: npm forwards a Ctrl-C that the
 * terminal has sent already, so that it arrives several times.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  SIGNALS.forEach((signal) => process.on(signal, () => controller.abort()));
  return controller.signal;
}
