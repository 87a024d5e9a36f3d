/** A line of the custom resource's log, one for each request of CloudFormation. Holds no token and no full number. */
export interface PhoneNumberLogEntry {
  readonly level: 'INFO' | 'WARN' | 'ERROR';
  readonly message: string;
  readonly requestId: string;
  readonly requestType: 'Create' | 'Update' | 'Delete';
  readonly logicalId: string;
  /** SID of the number or Messaging Service. */
  readonly sid?: string;
  readonly outcome: 'applied' | 'unchanged' | 'restored' | 'left' | 'failed';
  readonly detail?: string;
  readonly durationMs: number;
}
