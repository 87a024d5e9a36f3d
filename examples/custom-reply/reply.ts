import { nextOpening } from './opening-hours';
import type { ReplyFunction } from 'cdk-twilio-sms-gateway/runtime';

const reply: ReplyFunction = ({ body, fromCity }) => {
  switch (body.trim().toUpperCase()) {
    case 'HOURS':
      return `Hello ${fromCity ?? 'there'}, we open next ${nextOpening(new Date())}.`;
    case 'MENU':
      return [{ body: 'Here is our menu.', media: 'https://demo.twilio.com/owl.png' }, { body: 'Enjoy!' }];
    case 'THANKS':
      return undefined; // no reply
    default:
      return 'Text HOURS or MENU.';
  }
};

export default reply;
