import { byId, h, setText } from './dom';
import { counterOf } from './model/counter';
import { MAX_MEDIA_BYTES, PhoneChannel } from '../page-protocol/page-protocol';
import { ask } from './gateway-client';
import { parametersView } from './parameters-view';
import type { Attempt, Store } from './store';

interface Picked {
  readonly name: string;
  readonly contentType: string;
  readonly base64: string;
  readonly size: number;
}

export interface Composer {
  /** Sends a text from the chosen sender, or what is in the field. */
  readonly send: (body?: string, signer?: Signer) => void;
  /** Puts a text into the field. */
  readonly write: (body: string, channel: PhoneChannel) => void;
}

/** What signs a message: the gateway's own key, one that nobody has, or a SharedKey. */
export type Signer = 'own' | 'forged' | 'sharedKey';

/** The field for a new message, with its channel, counter and attachments. */
export function composerView(store: Store, attempt: Attempt): Composer {
  const form = byId<HTMLFormElement>('composer');
  const body = byId<HTMLTextAreaElement>('body');
  const file = byId<HTMLInputElement>('file');
  const counter = byId('counter');
  const channels = byId('channels');
  const list = byId('attachments');
  const { parameters } = parametersView();
  let picked: readonly Picked[] = [];
  let last = '';

  const count = () => {
    const { encoding, text, isTooLong } = counterOf(body.value, store.channel);
    setText(counter, encoding === undefined ? text : `${encoding} · ${text}`);
    counter.classList.toggle('bad', isTooLong);
    body.setAttribute('aria-invalid', String(isTooLong));
  };
  const setChannel = (channel: PhoneChannel) => {
    channels.querySelector<HTMLInputElement>(`[value=${channel}]`)!.checked = true;
    store.setChannel(channel);
    count();
  };
  const showPicked = () => {
    list.hidden = picked.length === 0;
    list.replaceChildren(...picked.map((item) => h('li', {}, item.name,
      h('button', { 'type': 'button', 'class': 'quiet', 'aria-label': `Remove ${item.name}`, 'click': () => {
        picked = picked.filter((other) => other !== item);
        showPicked();
        body.focus();
      } }, '×'))));
    if (picked.length > 0 && store.channel === 'sms') setChannel('mms');
  };
  const add = (files: Iterable<File>) => attempt(async () => {
    const more = await Promise.all([...files].map(read));
    const size = [...picked, ...more].reduce((sum, item) => sum + item.size, 0);
    if (size > MAX_MEDIA_BYTES) {
      throw new Error('The attachments are too large. Twilio takes at most 5 MB with a message.');
    }
    picked = [...picked, ...more];
    showPicked();
  });

  /** Clears the field at once, and restores the message if it could not be sent. */
  const send = async (text: string, signer: Signer, isTyped: boolean) => {
    const media = isTyped ? picked : [];
    const channel = isTyped ? store.channel : store.channel === 'mms' ? 'sms' : store.channel;
    last = text;
    if (isTyped) {
      body.value = '';
      picked = [];
      showPicked();
      count();
    }
    const isSent = await attempt(async () => ask('/api/messages', {
      from: store.contact,
      channel,
      body: text,
      isForged: signer === 'forged',
      usesSharedKey: signer === 'sharedKey',
      parameters: parameters(),
      media: media.map(({ contentType, base64 }) => ({ contentType, base64 })),
    }));
    if (isSent || !isTyped) return;
    if (body.value === '') body.value = text;
    picked = media;
    showPicked();
    count();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (counterOf(body.value, store.channel).isTooLong || (body.value === '' && picked.length === 0)) return;
    void send(body.value, 'own', true);
  });
  body.addEventListener('input', count);
  body.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowUp' && body.value === '' && last !== '') {
      event.preventDefault();
      body.value = last;
      count();
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  body.addEventListener('paste', ({ clipboardData }) => {
    if (clipboardData !== null && clipboardData.files.length > 0) void add(clipboardData.files);
  });
  channels.addEventListener('change', ({ target }) => {
    setChannel((target as HTMLInputElement).value as PhoneChannel);
    if (store.channel !== 'sms') return;
    picked = [];
    showPicked();
  });
  byId('attach').addEventListener('click', () => file.click());
  file.addEventListener('change', () => {
    void add(file.files ?? []);
    file.value = '';
    body.focus();
  });
  count();
  return {
    send: (text, signer = 'own') => void send(text ?? body.value, signer, text === undefined),
    write: (text, channel) => {
      body.value = text;
      setChannel(channel);
      body.focus();
    },
  };
}

async function read(file: File): Promise<Picked> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(new Error(`${file.name} cannot be read. Choose another file.`)));
    reader.readAsDataURL(file);
  });
  return {
    name: file.name,
    contentType: file.type || 'application/octet-stream',
    base64: url.slice(url.indexOf(',') + 1),
    size: file.size,
  };
}
