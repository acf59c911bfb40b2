import type { WhyView } from '../../contract/views.js';
import { repeatedText } from '../../words/repeated-text.js';
import { clockTime } from '../../words/time.js';
import type { Paint } from './paint.js';

type Link = WhyView | WhyView['because'][number];

/** A chain of causes, each cause below what it explains. */
export function whyText(why: Link, paint: Paint, depth = 0): string {
  const indent = '  '.repeat(depth);
  const arrow = depth === 0 ? '' : '└ ';
  return [
    `${indent}${arrow}${paint.bold(why.service)} is ${paint.word(why.state)}${why.cause === undefined ? '' : `: ${why.cause}`}${why.trouble === undefined ? '' : `, but ${why.trouble}`}`,
    ...(why.edit === undefined ? [] : [`${indent}    ${paint.dim('✎')} ${why.edit}`]),
    ...why.evidence.map((line) => `${indent}    ${paint.dim('│')} ${line}`),
    ...(depth > 0
      ? []
      : why.history.map((entry) => {
          const { at, cause } = entry;
          return paint.dim(
            `${indent}    ${clockTime(at)}  ${repeatedText(entry, clockTime)}${cause === undefined ? '' : ` (${cause})`}`,
          );
        })),
    ...why.because.map((inner) => whyText(inner, paint, depth + 1)),
  ].join('\n');
}
