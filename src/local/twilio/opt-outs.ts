import { STOP_WORDS } from '../../runtime/reply/opt-out';

/** Source: Twilio, "Twilio support for opt-out keywords (SMS STOP filtering)": opting back in. */
const START_WORDS = new Set(['START', 'YES', 'UNSTOP']);

/** Remembers who opted out by SMS or MMS, as Twilio does for a number or a Messaging Service. */
export class OptOuts {
  private readonly numbers = new Set<string>();

  /** Takes note of a message that Twilio receives. */
  public note({ From: from = '', Body: body = '', OptOutType: type }: Readonly<Record<string, string>>): void {
    if (!/^\+?\d+$/.test(from)) return; // WhatsApp and RCS have no such keywords
    const word = body.trim().toUpperCase();
    if (type === 'STOP' || (type === undefined && STOP_WORDS.has(word))) this.numbers.add(from);
    if (type === 'START' || (type === undefined && START_WORDS.has(word))) this.numbers.delete(from);
  }

  public has(number: string): boolean {
    return this.numbers.has(number);
  }
}
