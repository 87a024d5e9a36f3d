/** The page of the local gateway: sends texts to it and shows what comes back. Texts are only ever set as text, never as HTML. */

interface GatewayInfo {
  readonly gateway: string;
  readonly webhookUrl: string;
  readonly number: string;
}

interface TextOutcome {
  readonly status?: number;
  readonly replies: readonly { readonly body: string; readonly media: readonly string[] }[];
  readonly problem?: string;
}

const gateway = element<HTMLHeadingElement>('gateway');
const webhook = element<HTMLParagraphElement>('webhook');
const notice = element<HTMLParagraphElement>('notice');
const conversation = element<HTMLOListElement>('conversation');
const composer = element<HTMLFormElement>('composer');
const from = element<HTMLInputElement>('from');
const body = element<HTMLTextAreaElement>('body');

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  const text = body.value;
  body.value = '';
  void attempt(() => send(from.value.trim(), text));
});

body.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  composer.requestSubmit();
});

void attempt(async () => {
  const info = await call<GatewayInfo>('/api/gateway');
  gateway.textContent = info.gateway;
  webhook.textContent = `${info.number} · POST ${info.webhookUrl}`;
});

async function send(sender: string, text: string): Promise<void> {
  show('sent', text);
  const outcome = await call<TextOutcome>('/api/texts', { from: sender, body: text });
  for (const reply of outcome.replies) show('reply', [reply.body, ...reply.media].filter((line) => line !== '').join('\n'));
  if (outcome.problem !== undefined) show('status problem', outcome.problem);
  else if (outcome.replies.length === 0) show('status', `No reply (${outcome.status})`);
}

async function call<T>(path: string, input?: unknown): Promise<T> {
  const response = await fetch(path, input === undefined ? {} : {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(input),
  });
  const output = await response.json();
  if (!response.ok) throw new Error(response.status === 401 ? 'Open the link with the key that the terminal printed.' : output.message);
  return output;
}

/** Shows what went wrong above the conversation, until something goes right. */
async function attempt(action: () => Promise<void>): Promise<void> {
  try {
    await action();
    notice.hidden = true;
  } catch (error) {
    notice.textContent = error instanceof TypeError ? 'The local gateway does not answer. Is it still running?' : (error as Error).message;
    notice.hidden = false;
  }
}

function show(kind: string, text: string): void {
  const item = document.createElement('li');
  item.className = kind;
  item.textContent = text;
  conversation.append(item);
  item.scrollIntoView({ block: 'end' });
}

function element<T extends HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}
