import { line, lineWidth, styled } from '../line/line.js';
import type { Line } from '../line/span.js';
import { rateWords, shareWords } from '../words/number-words.js';
import { errorShare, type Flow, shareStyle } from '../words/traffic-words.js';

/** What an edge carries, in as many words as there is room for; errors go first. Empty for an edge at rest. */
export function flowLabel(flow: Flow, room: number): Line {
  if (flow.perSecond <= 0) return [];
  const share = errorShare(flow);
  const rate = rateWords(flow.perSecond);
  const failing = share > 0 ? [styled(`✗${shareWords(share)}`, shareStyle(share))] : [];
  const forms: readonly Line[] = [
    line(` ${rate} `, ...failing.map((part) => line(part, ' '))),
    ...failing.map((part) => line(' ', part, ' ')),
    ...failing,
    ...(failing.length === 0 ? [line(rate)] : []),
  ];
  return forms.find((form) => lineWidth(form) <= room) ?? [];
}
