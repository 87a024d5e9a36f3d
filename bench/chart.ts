import { ColdStart } from './cold-start';

const WIDTH = 760;
const LEFT = 300;
const RIGHT = 70;
const ROW = 40;
const TOP = 44;

/** Colours of light and of dark pages. An image cannot see the page's theme, only the reader's preference. */
const STYLE = `
    text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2328 }
    .init { fill: #2f6fb0 }
    .first { fill: #d9822b }
    .axis { stroke: #8c959f }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3 }
      .init { fill: #6cb0f5 }
      .first { fill: #f0a860 }
      .axis { stroke: #6e7681 }
    }
  `;

/** Cold starts as bars, split into init and first invocation. */
export function coldStartChart(coldStarts: ReadonlyMap<string, ColdStart>): string {
  const rows = [...coldStarts];
  const longest = Math.max(...rows.map(([, { total }]) => total));
  const scale = (WIDTH - LEFT - RIGHT) / longest;
  const height = TOP + rows.length * ROW + 12;
  const summary = rows.map(([title, { total }]) => `${plain(title)}: ${Math.round(total)} ms`).join('; ');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">`,
    '  <title id="title">Cold starts</title>',
    `  <desc id="description">From the start of the process to the first answer. ${summary}.</desc>`,
    `  <style>${STYLE}</style>`,
    ...legend(),
    ...rows.flatMap(([title, coldStart], row) => bar(title, coldStart, TOP + row * ROW, scale)),
    `  <line class="axis" x1="${LEFT}" y1="${TOP - 6}" x2="${LEFT}" y2="${height - 8}"/>`,
    '</svg>',
    '',
  ].join('\n');
}

function legend(): string[] {
  return [
    `  <rect class="init" x="${LEFT}" y="12" width="12" height="12"/><text x="${LEFT + 18}" y="23">init</text>`,
    `  <rect class="first" x="${LEFT + 70}" y="12" width="12" height="12"/><text x="${LEFT + 88}" y="23">first invocation</text>`,
  ];
}

function bar(title: string, { init, total }: ColdStart, y: number, scale: number): string[] {
  const [end, split] = [total, Math.min(init, total)].map((value) => LEFT + value * scale);
  return [
    `  <text x="${LEFT - 10}" y="${y + 19}" text-anchor="end">${plain(title)}</text>`,
    `  <rect class="init" x="${LEFT}" y="${y + 4}" width="${(split - LEFT).toFixed(1)}" height="22"/>`,
    `  <rect class="first" x="${split.toFixed(1)}" y="${y + 4}" width="${(end - split).toFixed(1)}" height="22"/>`,
    `  <text x="${(end + 8).toFixed(1)}" y="${y + 19}">${Math.round(total)} ms</text>`,
  ];
}

/** Titles are Markdown; none of them holds a character that XML would need escaped. */
function plain(title: string): string {
  return title.replaceAll('`', '');
}
