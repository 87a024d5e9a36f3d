export interface Token {
  readonly kind: 'punctuation' | 'name' | 'attribute' | 'value' | 'text' | 'comment';
  readonly text: string;
}

const MARKUP = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<[^>]*>/g;
const PARTS = /(<[/?]?|[/?]?>)|([\w:.-]+)(?=\s*=)|("[^"]*"|'[^']*')|([\w:.-]+)|(\s+|=|.)/gs;

/** Splits XML for colouring. The tokens joined are the XML, even if it is malformed. */
export function xmlTokens(xml: string): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  for (const match of xml.matchAll(MARKUP)) {
    if (match.index > end) tokens.push({ kind: 'text', text: xml.slice(end, match.index) });
    tokens.push(...(/^<[!?]/.test(match[0]) ? [{ kind: 'comment', text: match[0] } as const] : tagTokens(match[0])));
    end = match.index + match[0].length;
  }
  if (end < xml.length) tokens.push({ kind: 'text', text: xml.slice(end) });
  return tokens;
}

/** Puts each element on its own line if no text is beside it. Texts do not change. */
export function indentXml(xml: string): string {
  let depth = 0;
  return xml.replace(/>(?=<)/g, '>\n').split('\n').map((line) => {
    if (/^<\//.test(line)) depth = Math.max(0, depth - 1);
    const indented = '  '.repeat(line.startsWith('<') ? depth : 0) + line;
    if (/^<[^/?!](?:[^>]*[^/])?>$/.test(line)) depth += 1;
    return indented;
  }).join('\n');
}

function tagTokens(tag: string): Token[] {
  return [...tag.matchAll(PARTS)].map(([text, punctuation, attribute, value, name]): Token => ({
    kind: punctuation ? 'punctuation' : attribute ? 'attribute' : value ? 'value' : name ? 'name' : 'punctuation',
    text,
  }));
}
