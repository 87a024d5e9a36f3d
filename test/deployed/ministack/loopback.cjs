/**
 * Preloaded into the CLI, the deployed functions and the tests: they find AWS and Twilio by their real names with it. A
 * connection to such a name goes to a server on loopback, by TLS with the throw-away certificate. The file that
 * LOOPBACK_FILE names lists the end of each name with its port.
 */
const { readFileSync } = require('node:fs');
const tls = require('node:tls');

const { connect } = tls;

tls.connect = (...args) => {
  const [options, ...rest] = args;
  const name = options?.servername || options?.host || '';
  const ports = JSON.parse(readFileSync(process.env.LOOPBACK_FILE, 'utf8'));
  const [, port] = ports.find(([end]) => name.endsWith(`.${end}`)) ?? [];
  if (port === undefined) return connect(...args);
  return connect({ ...options, host: '127.0.0.1', port, servername: name }, ...rest);
};
