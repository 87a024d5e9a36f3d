/**
 * The part of xmlbuilder that Twilio's SDK calls. In the bundles for Lambda it replaces the package's index, which also
 * loads a streaming writer and a callback-driven document: 11.6 kB that nothing calls.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- a CommonJS file without types
const XMLDocument = require('xmlbuilder/lib/XMLDocument');

/**
 * Same as `create` of xmlbuilder, for the options that Twilio's SDK passes: a document with a declaration and no
 * document type.
 */
function create(name: string, options: object): any {
  const document = new XMLDocument(options);
  const root = document.element(name);
  document.declaration(options);
  return root;
}

/** Twilio's SDK reads the default export of an ES module. */
export default { create };
