import { line, lineWidth, styled } from '../line/line.js';
import type { Line } from '../line/span.js';
import { rateWords, shareWords } from '../words/number-words.js';
import { errorShare, type Flow, shareStyle } from '../words/traffic-words.js';

/** What an edge carries, in as many words as there is room for; errors go first. Empty for an edge at rest. */
export function flowLabel(flow: Flow, room: number): Line {
  if (flow.perSecond <= 0) return [];
  const share = errorShare(flow);
  const { perSecond } = flow;
  const rate = rateWords(perSecond);
  const failing = share > 0 ? [styled(`✗${shareWords(share)}`, shareStyle(share))] : [];
  const forms: readonly Line[] = [
    line(` ${rate} `, ...failing.map((part) => line(part, ' '))),
    ...failing.map((part) => line(' ', part, ' ')),
    ...failing,
    ...(failing.length === 0 ? [line(rate), line(roughRate(perSecond))] : []),
  ];
  return forms.find((form) => lineWidth(form) <= room) ?? [];
}

/** A rate without its fraction: of several edges that come in, none should go without a number for want of a column. */
function roughRate(perSecond: number): string {
  if (perSecond < 0.95) return '<1/s';
  return perSecond < 1000 ? `${Math.round(perSecond)}/s` : `${Math.round(perSecond / 1000)}k/s`;
}
