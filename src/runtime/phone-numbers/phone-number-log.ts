/** One line of the custom resource's log for each request of CloudFormation. It holds no token and no full phone number. */
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
