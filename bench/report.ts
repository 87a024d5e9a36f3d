import { Budget, budgets, kilobytes, milliseconds, overBare, times } from './budgets';
import { ColdStart } from './cold-start';
import { REQUESTS } from './endurance';
import { Figures, GATEWAY, LimitedFigures } from './figures';
import { COMPARED } from './variants';

/** docs/performance.md: what was measured, then the notes of people. */
export function report(figures: Figures, notes: string): string {
  const { cdkSynth, synth: { empty, byHand, echo } } = figures;
  const { median, slowestTwentieth } = figures.localRoundTrip;
  return [
    '# Performance',
    '`npm run bench` wrote this page, figures and chart; its end is `bench/notes.md`. All that is compared was measured in one run, in turns. ' +
    `Medians of ${figures.starts} starts.`,
    figures.machine.map((line) => `- ${line}`).join('\n'),
    'Not shown: the network to AWS with its TLS (Secrets Manager is a server on the same machine, without TLS), the download of the asset and the start of the microVM, ' +
    'which come before init, and Lambda’s own processors, ARM among them. Take the differences and ratios, not the milliseconds.',
    '## Budgets', budgetTable(budgets(figures)),
    '## Cold start',
    'From the start of the process to the first answer, under AWS’s Runtime Interface Client. All but the bare handler do the same: ' +
    'read the secret, verify a text of 15 parameters, reply with TwiML.',
    '![Bars of the cold starts in the table below](cold-starts.svg)',
    coldStartTable(figures.coldStarts),
    ...(figures.limited ? limitedParts(figures.limited) : [
      '## With little memory', 'Not measured: this machine has no CPU controller of control groups that the benchmark may use (run it as root).',
    ]),
    '## Warm request', 'From the moment when the function gets the text to its answer.', warmTable(figures.warmRequests),
    `## ${REQUESTS.toLocaleString('en-US')} texts at the highest rate`,
    `${figures.endurance.environments} execution environments, one for each core, which what sends the texts and checks the answers shares with them. ` +
    'Every answer was compared with what it has to be, to the letter; the bare handler took its texts in turns with the gateway, a thousand each.',
    enduranceTable(figures),
    '## Sizes',
    table(['Lambda asset', 'size', 'zipped'], [...figures.assets].map(([title, { bytes, zipped }]) => [title, kilobytes(bytes), kilobytes(zipped)])),
    table(['In the gateway’s asset', 'minified'], figures.gatewayBytes.filter(([, bytes]) => bytes > 500).map(([name, bytes]) => [name, kilobytes(bytes)])),
    table(['In the npm package', 'size'], [
      ...figures.package.parts.map(([name, bytes]) => [`\`${name}\``, kilobytes(bytes)]),
      ['all, unpacked', kilobytes(figures.package.unpacked)],
      ['all, as downloaded', kilobytes(figures.package.packed)],
    ]),
    '## On the developer’s machine',
    table(['', 'median'], [
      ['`cdk synth` of an empty app', milliseconds(cdkSynth.empty)],
      ['`cdk synth` of `examples/echo`', `${milliseconds(cdkSynth.echo)}, ${times(cdkSynth.echo / cdkSynth.empty)}`],
      ['An empty app alone, compiled before', milliseconds(empty)],
      ['The example’s resources, written by hand', `${milliseconds(byHand)}, ${times(byHand / empty)}`],
      ['`examples/echo`', `${milliseconds(echo)}, ${times(echo / empty)}`],
      ['Text to the local gateway (`npm start`) and back', `${milliseconds(median)}, one in twenty above ${milliseconds(slowestTwentieth)}`],
    ]),
    notes.trim(),
    '',
  ].join('\n\n').trimEnd() + '\n';
}

/** The summary for the terminal. */
export function summary(figures: Figures): string {
  return [coldStartTable(figures.coldStarts), warmTable(figures.warmRequests), enduranceTable(figures), budgetTable(budgets(figures))].join('\n\n');
}

function budgetTable(all: readonly Budget[]): string {
  return table(['', 'budget', 'measured', ''], all.map(({ what, budget, measured, holds }) => [what, budget, measured, holds ? 'holds' : '**does not hold**']));
}

function coldStartTable(coldStarts: ReadonlyMap<string, ColdStart>): string {
  const bare = coldStarts.get(COMPARED.bare)!;
  return table(['', 'cold start', 'over bare', 'init', 'first invocation', 'half of the starts'], [...coldStarts].map(([title, coldStart]) => [
    title,
    milliseconds(coldStart.total),
    title === COMPARED.bare ? '' : `+${milliseconds(overBare(coldStart, bare))}`,
    milliseconds(coldStart.init),
    milliseconds(coldStart.firstInvocation),
    coldStart.quartiles.map((quartile) => quartile.toFixed(0)).join(' to '),
  ]));
}

function limitedParts({ at256, byMemory }: LimitedFigures): string[] {
  return [
    '## Cold start with the CPU that 256 MB get',
    'Limited from the start of the process by a control group to 256 / 1,769 of a core. Lambda has been seen to give init more CPU than that, so this is the slow end.',
    coldStartTable(at256),
    '## Memory sizes',
    table(['memory', 'cold start', 'over bare', 'init', 'first invocation', 'warm request'], byMemory.map(({ memory, gateway, bare, warm }) => [
      `${memory.toLocaleString('en-US')} MB`,
      milliseconds(gateway.total),
      `+${milliseconds(overBare(gateway, bare))}`,
      milliseconds(gateway.init),
      milliseconds(gateway.firstInvocation),
      milliseconds(warm),
    ])),
  ];
}

function warmTable(warmRequests: ReadonlyMap<string, number>): string {
  const bare = warmRequests.get(COMPARED.bare)!;
  return table(['', 'warm request', 'over bare'], [...warmRequests].map(([title, time]) =>
    [title, `${time.toFixed(2)} ms`, title === COMPARED.bare ? '' : `+${(time - bare).toFixed(2)} ms`]));
}

function enduranceTable({ endurance }: Figures): string {
  const { wrong, requestsPerSecond, bareRequestsPerSecond, first, last } = endurance;
  const megabytes = (value: number) => `${value.toFixed(1)} MB`;
  return [
    table(['', GATEWAY, COMPARED.bare], [
      ['Texts a second', requestsPerSecond.toFixed(0), bareRequestsPerSecond.toFixed(0)],
      ['Wrong answers', String(wrong), ''],
    ]),
    table(['Memory of one environment', 'first thousand', 'last thousand'], [
      ['The process (RSS)', megabytes(first.rss), megabytes(last.rss)],
      ['Heap after a garbage collection', megabytes(first.heap), megabytes(last.heap)],
    ]),
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map((_, column) => (column === 0 ? '---' : '---:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
