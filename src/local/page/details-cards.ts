import { h } from './dom';
import { CHANNEL_NAMES, clock, duration, phoneNumber } from './model/format';
import { signatureBase } from './model/signature-base';
import { summarize } from './model/summary';
import { timeSplit } from './model/timing';
import { indentXml, xmlTokens } from './model/xml-tokens';
import type { ExchangeView, Pair } from '../page-protocol/page-protocol';

export function headCard(exchange: ExchangeView): HTMLElement {
  const { tone, title, explanation } = summarize(exchange);
  const { answer, from, channel, time } = exchange;
  return h('header', { 'class': 'head', 'data-tone': tone },
    h('h2', {}, h('span', { class: 'status' }, answer === undefined ? '…' : String(answer.status)), title),
    h('p', { class: 'facts' }, [CHANNEL_NAMES[channel], from && phoneNumber(from), clock(time), answer && duration(answer.milliseconds)].filter(Boolean).join(' · ')),
    h('p', { class: 'explanation' }, explanation),
    timeBar(exchange));
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
    h('ul', {}, ...parts.map(({ kind, label, milliseconds }) => h('li', { class: kind }, `${label} `, h('b', {}, milliseconds < 1 ? '< 1 ms' : duration(milliseconds))))));
}

export function twimlCard({ answer }: ExchangeView): HTMLElement {
  const isXml = answer !== undefined && /xml/.test(answer.contentType);
  return card('Answer', answer?.contentType,
    answer === undefined ? empty('Not there yet.')
      : answer.body === '' ? empty('The body is empty.')
        : code(...(isXml ? xmlTokens(indentXml(answer.body)).map(({ kind, text }) => h('span', { class: `xml-${kind}` }, text)) : [answer.body])));
}

export function logCard({ log, verdict }: ExchangeView): HTMLElement {
  return card('Log', undefined,
    log.length === 0 ? empty('The handler printed nothing.')
      : code(...log.map(({ stream, text }) => h('span', { class: `line ${stream}` }, `${text}\n`))),
    verdict?.error?.stack !== undefined && fold('Stack', code(verdict.error.stack)),
    verdict !== undefined && fold("The gateway's own line", code(JSON.stringify(verdict, null, 2))));
}

export function callsCard({ calls }: ExchangeView): HTMLElement {
  return card('Sent on', 'queues, buses, later replies',
    calls.length === 0 ? empty('Nothing was sent anywhere.')
      : h('ol', { class: 'calls' }, ...calls.map(({ time, service, operation, summary, detail }) => h('li', {},
        h('span', { class: 'service' }, service), h('b', {}, operation), h('time', {}, clock(time)), h('p', {}, summary),
        detail !== undefined && fold('What was sent', code(detail))))));
}

export function signatureCard({ request, verdict }: ExchangeView): HTMLElement {
  const { candidates, signedParameters, parameters, headers } = request;
  const signature = headers.find(([name]) => name === 'x-twilio-signature')?.[1];
  const signed = candidates.find(({ isSigned }) => isSigned) ?? candidates.at(0);
  const isGenuine = candidates.some(({ isSigned }) => isSigned);
  return card('Signature', signature === undefined ? 'none' : undefined,
    h('p', { 'class': 'verdict', 'data-tone': isGenuine ? 'good' : 'bad' },
      isGenuine ? 'Genuine: made with the auth token of this gateway.' : `Not genuine: ${verdict?.detail ?? 'it fits none of the URLs below'}.`),
    h('ul', { class: 'candidates' }, ...candidates.map(({ url, isSigned }) => h('li', { 'data-tone': isSigned ? 'good' : 'bad' },
      h('code', {}, url), h('span', {}, isSigned ? 'signed' : 'no match')))),
    signature !== undefined && h('p', { class: 'pair' }, h('span', {}, 'X-Twilio-Signature'), h('code', {}, signature)),
    signed !== undefined && fold('What is signed', code(...signatureBase(signed.url, signedParameters, parameters)
      .map(({ kind, text }) => h('span', { class: `base-${kind}` }, text)))));
}

export function webhookCard({ request }: ExchangeView): HTMLElement {
  return card('Webhook', `${request.method} ${request.path}`, table(request.parameters), fold('Headers', table(request.headers)));
}

function card(title: string, note: string | undefined, ...children: readonly (Node | false)[]): HTMLElement {
  return h('section', { 'class': 'card', 'aria-label': title }, h('h3', {}, title, note !== undefined && h('small', {}, note)), ...children);
}

function fold(title: string, content: HTMLElement): HTMLElement {
  return h('details', { 'data-name': title }, h('summary', {}, title), content);
}

/** Scrolls by itself, so it has to be reachable with the keyboard. */
function code(...children: readonly (Node | string)[]): HTMLElement {
  return h('pre', { tabindex: '0' }, ...children);
}

function table(pairs: readonly Pair[]): HTMLElement {
  return h('table', {}, h('tbody', {}, ...pairs.map(([name, value]) => h('tr', {}, h('th', { scope: 'row' }, name), h('td', {}, value)))));
}

function empty(text: string): HTMLElement {
  return h('p', { class: 'empty' }, text);
}
