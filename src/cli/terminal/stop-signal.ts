const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Aborted by the first signal that asks this process to end. Later ones change nothing: a single Ctrl-C arrives several times when npm
 * passes on what the terminal sent already, and ending takes no longer than a moment.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  SIGNALS.forEach((signal) => process.on(signal, () => controller.abort()));
  return controller.signal;
}
