/**
 * Replaces xmlbuilder's classes for document types in the bundles for Lambda (scripts/aws-sdk.ts): 6 kB that nothing
 * calls, since TwiML has no document type.
 */
export {};
