import { h } from './dom';
import { CHANNEL_NAMES, clock, duration, phoneNumber } from './model/format';
import { genuinenessOf } from './model/genuineness';
import { arrange, curlCommand, testMessage } from './model/request-copies';
import { signatureBase } from './model/signature-base';
import { summarize } from './model/summary';
import { timeSplit } from './model/timing';
import { indentXml, xmlTokens } from './model/xml-tokens';
import type { ExchangeView, Pair } from '../page-protocol/page-protocol';

export interface CardActions {
  /** Sends a request about the message. */
  readonly askAbout: (path: '/api/retry' | '/api/give-up', exchange: ExchangeView) => void;
  readonly copy: (text: string, button: HTMLElement) => void;
  readonly edit: (exchange: ExchangeView) => void;
}

export function headCard(exchange: ExchangeView, { askAbout, edit }: CardActions): HTMLElement {
  const { tone, title, explanation } = summarize(exchange);
  const { answer, from, channel } = exchange;
  const time = clock(exchange.time);
  const facts = [CHANNEL_NAMES[channel], from && phoneNumber(from), time, answer && duration(answer.milliseconds)];
  return h('header', { 'class': 'head', 'data-tone': tone },
    h('h2', {}, h('span', { class: 'status' }, answer === undefined ? '…' : String(answer.status)), title),
    h('p', { class: 'facts' }, facts.filter(Boolean).join(' · ')),
    h('p', { class: 'explanation' }, explanation),
    h('div', { class: 'tools' },
      ...(exchange.attempt?.retryInSeconds === undefined ? [] : [
        button('Retry now', 'Ends the wait for the next attempt', () => askAbout('/api/retry', exchange)),
        button('Give up now', 'Runs the last attempt now', () => askAbout('/api/give-up', exchange)),
      ]),
      from !== '' && button('Edit and send again', 'Puts the message into the field', () => edit(exchange))),
    timeBar(exchange));
}

function button(label: string, title: string, click: (button: HTMLElement) => void): HTMLElement {
  const element: HTMLElement = h('button', { type: 'button', title, click: () => click(element) }, label);
  return element;
}

function timeBar(exchange: ExchangeView): HTMLElement | undefined {
  const parts = timeSplit(exchange);
  if (parts.length === 0) return undefined;
  return h('div', { class: 'time' },
    h('div', { 'class': 'track', 'aria-hidden': 'true' }, ...parts.map(({ kind, milliseconds }) => {
      const part = h('i', { class: kind });
      part.style.flexGrow = String(Math.max(milliseconds, 0.2));
      return part;
    })),
    h('ul', {}, ...parts.map(({ kind, label, milliseconds }) =>
      h('li', { class: kind }, `${label} `, h('b', {}, milliseconds < 1 ? '< 1 ms' : duration(milliseconds))))));
}

export function twimlCard({ answer }: ExchangeView, { copy }: CardActions): HTMLElement {
  const isXml = answer !== undefined && /xml/.test(answer.contentType);
  return card('Answer', answer?.contentType,
    answer === undefined ? empty('No answer yet.')
      : answer.body === '' ? empty('The body is empty.')
        : code(...(isXml ? xmlElements(answer.body) : [answer.body])),
    answer !== undefined && answer.body !== '' && h('p', { class: 'tools' },
      button('Copy TwiML', 'Copies the body of the answer', (element) => copy(answer.body, element))));
}

function xmlElements(xml: string): HTMLElement[] {
  return xmlTokens(indentXml(xml)).map(({ kind, text }) => h('span', { class: `xml-${kind}` }, text));
}

export function logCard({ log, verdict, worker, attempt }: ExchangeView): HTMLElement {
  const stack = attempt?.stack ?? verdict?.error?.stack ?? worker?.error?.stack;
  return card('Log', undefined,
    log.length === 0 ? empty('The handler printed nothing.')
      : code(...log.map(({ stream, text }) => h('span', { class: `line ${stream}` }, `${text}\n`))),
    stack !== undefined && fold('Stack', code(stack)),
    verdict !== undefined && fold("The gateway's own line", code(JSON.stringify(verdict, null, 2))),
    worker !== undefined && fold("The worker's line", code(JSON.stringify(worker, null, 2))));
}

export function callsCard({ calls }: ExchangeView): HTMLElement {
  return card('Calls', 'to AWS and Twilio',
    calls.length === 0 ? empty('The function made no calls.')
      : h('ol', { class: 'calls' }, ...calls.map(({ time, service, operation, summary, detail }) => h('li', {},
        h('span', { class: 'service' }, service),
        h('b', {}, operation),
        h('time', {}, clock(time)),
        h('p', {}, summary),
        detail !== undefined && fold('Content', code(detail))))));
}

const SIGNATURE_HEADERS = ['X-Twilio-Signature', 'X-Twilio-Webhooks-Signature-Settings'];

export function signatureCard(exchange: ExchangeView): HTMLElement {
  const { request } = exchange;
  const { candidates, signedParameters, parameters, headers } = request;
  const signature = headers.find(([name]) => name === 'x-twilio-signature')?.[1];
  const signed = candidates.find(({ isSigned }) => isSigned) ?? candidates.at(0);
  const { tone, text } = genuinenessOf(exchange);
  return card('Signature', signature === undefined ? 'none' : undefined,
    h('p', { 'class': 'verdict', 'data-tone': tone }, text),
    h('ul', { class: 'candidates' }, ...candidates.map(({ url, isSigned }) =>
      h('li', { 'data-tone': isSigned ? 'good' : 'bad' },
        h('code', {}, url), h('span', {}, isSigned ? 'signed' : 'no match')))),
    ...SIGNATURE_HEADERS.map((name) => {
      const value = headers.find(([header]) => header === name.toLowerCase())?.[1];
      return value !== undefined && h('p', { class: 'pair' }, h('span', {}, name), h('code', {}, value));
    }),
    signed !== undefined && fold('Signed content', code(...signatureBase(signed.url, signedParameters, parameters)
      .map(({ kind, text }) => h('span', { class: `base-${kind}` }, text)))));
}

export function webhookCard(exchange: ExchangeView, { copy }: CardActions, webhookUrl: string): HTMLElement {
  const { method, path, parameters, headers } = exchange.request;
  const { main, ids } = arrange(parameters);
  return card('Webhook', `${method} ${path}`,
    table(main),
    ids.length > 0 && fold('SIDs', table(ids)),
    fold('Headers', table(headers)),
    h('p', { class: 'tools' },
      button('Copy as curl', 'Copies the request as a command', (element) =>
        copy(curlCommand(exchange.request, webhookUrl), element)),
      exchange.from !== '' && button('Copy as test', 'Copies the message for a test of the handler', (element) =>
        copy(testMessage(exchange), element))));
}

function card(title: string, note: string | undefined, ...children: readonly (Node | false)[]): HTMLElement {
  const isEmpty = children[0] instanceof Element && children[0].matches('.empty') && children.filter(Boolean).length === 1;
  const heading = h('h3', {}, title, note !== undefined && h('small', {}, note));
  return h('section', { 'class': isEmpty ? 'card folded' : 'card', 'aria-label': title }, heading, ...children);
}

function fold(title: string, content: HTMLElement): HTMLElement {
  return h('details', { 'data-name': title }, h('summary', {}, title), content);
}

/** It scrolls, so that the keyboard must reach it. */
function code(...children: readonly (Node | string)[]): HTMLElement {
  return h('pre', { tabindex: '0' }, ...children);
}

function table(pairs: readonly Pair[]): HTMLElement {
  const rows = pairs.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value)));
  return h('table', {}, h('tbody', {}, ...rows));
}

function empty(text: string): HTMLElement {
  return h('p', { class: 'empty' }, text);
}
