/**
 * The part of CloudWatch's filter patterns for JSON that the gateway uses: `{ ($.a = "x") && (($.b > 0) || ($.c NOT
 * EXISTS)) }`. Strict: what it does not know it rejects. Source: Amazon CloudWatch Logs, "Filter pattern syntax for
 * metric filters".
 */
export function matchesJsonPattern(pattern: string, line: unknown): boolean {
  const [, expression] = /^\{ (.*) \}$/.exec(pattern) ?? [];
  if (expression === undefined) {
    throw new Error(`No JSON pattern: ${pattern}`);
  }
  const tokens = tokenize(expression);
  const matches = anyOf(tokens, line);
  if (tokens.length > 0) {
    throw new Error(`${tokens.join(' ')} is left of ${pattern}`);
  }
  return matches;
}

/** The field of a line that a selector such as `$.outcome` names. */
export function valueAt(line: unknown, selector: string): unknown {
  const [, field] = /^\$\.(\w+)$/.exec(selector) ?? [];
  if (field === undefined) {
    throw new Error(`No selector of a field at the top: ${selector}`);
  }
  return (line as Record<string, unknown>)[field];
}

function tokenize(expression: string): string[] {
  const tokens = expression.match(/NOT EXISTS|\$\.\w+|"\*"|"[^"*]*"|>=|&&|\|\||[()=>]|\d+/g) ?? [];
  if (tokens.join('') !== expression.replace(/(?<!NOT) (?!EXISTS)/g, '')) {
    throw new Error(`Unknown syntax in ${expression}`);
  }
  return tokens;
}

function anyOf(tokens: string[], line: unknown): boolean {
  let matches = allOf(tokens, line);
  while (tokens[0] === '||') {
    tokens.shift();
    const next = allOf(tokens, line);
    matches ||= next;
  }
  return matches;
}

function allOf(tokens: string[], line: unknown): boolean {
  let matches = term(tokens, line);
  while (tokens[0] === '&&') {
    tokens.shift();
    const next = term(tokens, line);
    matches &&= next;
  }
  return matches;
}

function term(tokens: string[], line: unknown): boolean {
  if (tokens[0] === '(') {
    tokens.shift();
    const matches = anyOf(tokens, line);
    if (tokens.shift() !== ')') throw new Error('Parentheses do not match');
    return matches;
  }
  const value = valueAt(line, tokens.shift()!);
  const operator = tokens.shift();
  if (operator === 'NOT EXISTS') {
    return value === undefined;
  }
  const operand = JSON.parse(tokens.shift()!);
  switch (operator) {
    case '=': return operand === '*' ? typeof value === 'string' : value === operand;
    case '>': return typeof value === 'number' && value > operand;
    case '>=': return typeof value === 'number' && value >= operand;
    default: throw new Error(`Unknown operator ${operator}`);
  }
}
