import { byId, h, setText } from './dom';
import type { Pair } from '../page-protocol/page-protocol';

/** What Twilio sends beside the usual parameters. Source: Twilio, "Twilio's request to your webhook URL". */
const PRESETS: Readonly<Record<string, readonly Pair[]>> = {
  'Messaging Service': [['MessagingServiceSid', `MG${'0'.repeat(31)}1`]],
  'Place of the sender': [['FromCity', 'BERLIN'], ['FromState', ''], ['FromZip', '10115'], ['FromCountry', 'DE']],
  'Place of the number': [['ToCity', 'OAKLAND'], ['ToState', 'CA'], ['ToZip', '94601'], ['ToCountry', 'US']],
  'Profile name': [['ProfileName', 'Ada Lovelace']],
  'Opt-out type': [['OptOutType', 'STOP']],
  'Button': [['MessageType', 'button'], ['ButtonText', 'Yes'], ['ButtonPayload', 'yes']],
  'Location': [
    ['MessageType', 'location'], ['Latitude', '52.52'], ['Longitude', '13.405'], ['Label', 'Office'], ['Address', 'Berlin'],
  ],
  'Ad (referral)': [
    ['ReferralSourceId', '120'], ['ReferralSourceType', 'ad'], ['ReferralSourceUrl', 'example.com/ad'],
    ['ReferralHeadline', 'Coffee'], ['ReferralBody', 'Half price today'],
  ],
  'Answer to a message': [['OriginalRepliedMessageSid', `SM${'0'.repeat(32)}`], ['OriginalRepliedMessageSender', '+12025550100']],
};

/** The rows of parameters that are sent with each message until they are removed. */
export function parametersView(): { readonly parameters: () => Pair[] } {
  const fold = byId<HTMLDetailsElement>('extras');
  const summary = fold.querySelector('summary')!;
  const rows = h('ul', { 'aria-label': 'Added parameters' });
  const preset = h('select', { 'aria-label': 'Add what Twilio sends', 'change': () => {
    PRESETS[preset.value]?.forEach((pair) => add(...pair));
    preset.value = '';
  } }, h('option', { value: '' }, 'Add what Twilio sends …'), ...Object.keys(PRESETS).map((name) => h('option', {}, name)));
  const count = () => setText(summary, rows.children.length === 0 ? 'Parameters' : `Parameters (${rows.children.length})`);
  const add = (name = '', value = '') => {
    const field = (label: string, text: string) => {
      const input = h('input', { 'type': 'text', 'aria-label': label, 'placeholder': label });
      input.value = text;
      return input;
    };
    const row = h('li', {}, field('Name', name), field('Value', value),
      h('button', { 'type': 'button', 'class': 'quiet', 'aria-label': `Remove ${name || 'parameter'}`, 'click': () => {
        row.remove();
        count();
      } }, '×'));
    rows.append(row);
    count();
    if (name === '') row.querySelector('input')!.focus();
  };
  fold.append(rows, h('p', {}, preset, h('button', { type: 'button', click: () => add() }, '+ parameter')));
  return {
    parameters: () => [...rows.children]
      .map((row) => [...row.querySelectorAll('input')].map(({ value }) => value))
      .filter(([name]) => name !== '')
      .map(([name, value]): Pair => [name.trim(), value]),
  };
}
