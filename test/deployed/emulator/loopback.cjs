/**
 * Preloaded into every process of these tests that is to find AWS and Twilio by their real names: the CLI's, the deployed functions' and the
 * test's own. A connection to such a name goes to a server on loopback, by TLS with the throw-away certificate. The file that
 * LOOPBACK_FILE names says which: a list of the name's end and the port.
 */
const { readFileSync } = require('node:fs');
const tls = require('node:tls');

const { connect } = tls;

tls.connect = (...args) => {
  const [options, ...rest] = typeof args[0] === 'object' ? args : [{ ...(typeof args[2] === 'object' && args[2]), port: args[0], host: args[1] }];
  const name = options.servername || options.host || '';
  const [, port] = JSON.parse(readFileSync(process.env.LOOPBACK_FILE, 'utf8')).find(([end]) => name === end || name.endsWith(`.${end}`)) ?? [];
  if (port === undefined) return connect(...args);
  return connect({ ...options, host: '127.0.0.1', port, servername: name }, ...rest);
};
