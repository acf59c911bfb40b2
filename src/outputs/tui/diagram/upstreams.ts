import { firstFitting, joined, line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { rateWords, shareWords } from '../words/number-words.js';
import { errorShare, type Flow, shareStyle, sumOfEdges, trafficIsSeen } from '../words/traffic-words.js';

/** `→ catalog 5/s  → orders 2/s`: who is called or declared to be needed; where room is short, only who. */
export function upstreams(picture: Picture, name: string, width: number): Line {
  const seen = trafficIsSeen(picture);
  const all = picture.topology.edges
    .filter(({ from }) => from === name)
    .map((edge) => ({ to: edge.to, flow: seen ? sumOfEdges([edge]) : undefined }));
  if (all.length === 0) return [];
  const names = all.map(({ to, flow }) => styled(to, nameStyle(flow)));
  return firstFitting(
    [
      joined(
        all.map(({ to, flow }) => line(styled(`→ ${to}`, nameStyle(flow)), ...rateOf(flow))),
        styled('  ', faint),
      ),
      ...all.map((_, hidden) =>
        line(
          styled('→ ', faint),
          joined(names.slice(0, names.length - hidden), styled(', ', faint)),
          hidden === 0 ? [] : styled(` +${hidden}`, faint),
        ),
      ),
    ],
    width,
  );
}

function nameStyle(flow: Flow | undefined): Style {
  if (flow === undefined || flow.perSecond <= 0) return faint;
  return errorShare(flow) > 0 ? { colour: 'red', bold: true } : { colour: 'cyan' };
}

function rateOf(flow: Flow | undefined): readonly Line[] {
  if (flow === undefined || flow.perSecond <= 0) return [];
  const share = errorShare(flow);
  return [
    styled(
      share > 0 ? ` ✗${shareWords(share)}` : ` ${rateWords(flow.perSecond)}`,
      share > 0 ? shareStyle(share) : {},
    ),
  ];
}
