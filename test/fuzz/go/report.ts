import type { Difference } from './differences.ts';
import type { TurnReport } from './fuzz.ts';
import type { Opening, Sequence, Step } from './steps.ts';

/** One line for a turn. */
export function turnLine({ seed, names, outcome }: TurnReport, edits: number): string {
  const { plain, difference, needless, durationMs } = outcome;
  const found = difference === undefined ? 'same' : `DIFFERENT (${difference.kind})`;
  const built = plain.built ? 'built' : 'refused';
  const more = needless > 0 ? `, ${needless} needless` : '';
  return `${edits} seed ${seed}: ${found}, ${built}${more}, ${(durationMs / 1000).toFixed(1)} s: ${names.join('; ') || 'the start'}`;
}

/** A sequence as somebody would do it by hand. */
export function sequenceLines({ opening, turns }: Sequence): readonly string[] {
  const env = Object.entries(opening.env).map(([name, value]) => `${name}=${value} `);
  return [
    `tree: ${opening.name}; ${env.join('')}x-sim.go: ${opening.service}`,
    ...sinceLines(opening),
    ...turns.flatMap((turn, i) => [
      `turn ${i + 1}`,
      ...turn.flatMap(({ name, steps }) => [`  ${name}`, ...steps.flatMap(stepLines)]),
    ]),
  ];
}

/** In what a tree differs from the one that it came from. */
function sinceLines({ files, links = {}, before }: Opening): readonly string[] {
  if (before === undefined) return [];
  return [
    ...Object.keys(before.files).flatMap((path) => (path in files ? [] : [`rm ${path}`])),
    ...Object.entries(files).flatMap(([path, text]) =>
      before.files[path] === text ? [] : fileLines('', path, text),
    ),
    ...Object.entries(links).map(([path, target]) => `ln -s ${target} ${path}`),
    'sim up',
  ];
}

export function differenceLines({ kind, go, sim }: Difference): readonly string[] {
  return [kind, ...block('go', go), ...block('sim', sim)];
}

function block(who: string, text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line, i) => `  ${i === 0 ? who.padEnd(4) : '    '} ${line}`);
}

const longest = 1200;

function fileLines(before: string, path: string, text: string): readonly string[] {
  const shown = text.length > longest ? `${text.slice(0, 60)}… (${text.length} characters)` : text;
  return [
    `${before}write ${path}`,
    ...shown
      .trimEnd()
      .split('\n')
      .map((line) => `${before}  | ${line}`),
  ];
}

function stepLines(step: Step): readonly string[] {
  switch (step.do) {
    case 'write':
      return fileLines('    ', step.path, step.text);
    case 'replace':
      return [`    in ${step.path} replace /${step.from}/ by '${step.to}'`];
    case 'remove':
      return [`    rm -r ${step.path}`];
    case 'move':
      return [`    mv ${step.path} ${step.to}`];
    case 'link':
      return [`    ln -s ${step.target} ${step.path}`];
    case 'folder':
      return [`    mkdir ${step.path}`];
    case 'age':
      return [`    touch -d '${step.seconds} seconds ago' ${step.path}`];
    case 'pause':
      return [`    sleep ${step.ms / 1000}`];
    case 'go':
      return [`    (in ${step.folder}) go ${step.words.join(' ')}`];
    case 'rebuild':
      return ['    sim rebuild'];
    case 'restart':
      return ['    the controller ends, and sim up'];
    case 'down-and-up':
      return ['    sim down --volumes; sim up'];
    case 'serve':
      return [`    x-sim.go: ${step.folder}; sim up`];
    default:
      return step satisfies never;
  }
}
