import type { TraceSummary } from '../../../contract/queries.js';
import type { TopologyEdge } from '../../../contract/views.js';
import { line, pad, padLeft, styled } from '../line/line.js';
import { faint, type Line, textWidth } from '../line/span.js';
import type { Picture } from '../picture.js';
import { counted, latencyWords, rateWords, shareWords } from '../words/number-words.js';
import { timeOfDay } from '../words/time-words.js';
import { flowLine, nodeFlowLine, shareStyle, sumOfEdges, trafficIsSeen } from '../words/traffic-words.js';
import { facts, factWidth } from './facts.js';

/** Requests, operations, callers and callees of a service, and its newest traces. */
export function trafficFacts(
  picture: Picture,
  name: string,
  traces: readonly TraceSummary[],
  width: number,
  offsetMinutes: number,
): readonly Line[] {
  const seen = trafficIsSeen(picture);
  const { edges } = picture.topology;
  const calls = edges.filter(({ from }) => from === name);
  const callers = edges.filter(({ to }) => to === name);
  const traceNames = nameColumn(
    traces.map((trace) => trace.name),
    factWidth(width) - 44,
  );
  return [
    ...facts('traffic', [
      line(nodeFlowLine(picture, name, factWidth(width)), ...percentiles(picture, name, seen)),
    ]),
    ...facts('answers', seen ? operationLines(picture, name, factWidth(width)) : []),
    ...facts(
      'called by',
      callers.map((edge) => edgeLine(edge, edge.from, '←', seen, factWidth(width))),
    ),
    ...facts(
      'calls',
      calls.map((edge) => edgeLine(edge, edge.to, '→', seen, factWidth(width))),
    ),
    ...facts(
      'traces',
      traces.map((trace) => traceLine(trace, traceNames, offsetMinutes)),
    ),
  ];
}

function percentiles({ nodes }: Picture, name: string, seen: boolean): readonly Line[] {
  const rates = nodes.get(name)?.rates ?? null;
  if (!seen || rates === null || rates.p50Ms === null || rates.p99Ms === null) return [];
  return [styled(` · p50 ${latencyWords(rates.p50Ms)} · p99 ${latencyWords(rates.p99Ms)}`, faint)];
}

/** Columns for names: what the longest needs, as far as `most` reaches. */
function nameColumn(names: readonly string[], most: number): number {
  return Math.max(12, Math.min(most, Math.max(16, ...names.map(textWidth))));
}

function operationLines({ nodes }: Picture, name: string, width: number): readonly Line[] {
  const busiest = nodes.get(name)?.operations.slice(0, 5) ?? [];
  const nameWidth = nameColumn(
    busiest.map(({ operation }) => operation),
    width - 24,
  );
  return busiest.map(({ operation, ...rates }) => {
    const share = rates.requestsPerSecond > 0 ? rates.errorsPerSecond / rates.requestsPerSecond : 0;
    return line(
      pad(styled(operation, {}), nameWidth),
      padLeft(styled(rateWords(rates.requestsPerSecond), {}), 8),
      padLeft(styled(share > 0 ? `✗${shareWords(share)}` : '0%', shareStyle(share)), 6),
      padLeft(styled(rates.p95Ms === null ? '' : latencyWords(rates.p95Ms), {}), 9),
    );
  });
}

/** An edge with both facts about it: whether Compose declares it, and what was seen. */
function edgeLine(edge: TopologyEdge, other: string, arrow: string, seen: boolean, width: number): Line {
  const active = seen && (edge.observed?.requestsPerSecond ?? 0) > 0;
  const flow = sumOfEdges([edge]);
  const known =
    edge.observed === null || flow === undefined
      ? styled('declared, never seen', faint)
      : line(
          seen ? flowLine(flow, width) : styled('unknown now', { colour: 'magenta' }),
          styled(` ${edge.observed.protocol}${edge.declared ? '' : ' · not declared'}`, faint),
        );
  return line(styled(`${arrow} ${other}  `, active ? { colour: 'cyan' } : faint), known);
}

function traceLine(trace: TraceSummary, nameWidth: number, offsetMinutes: number): Line {
  return line(
    styled(`${timeOfDay(trace.startMs, offsetMinutes)} `, faint),
    styled(trace.error ? '✗ ' : '  ', { colour: 'red', bold: true }),
    pad(styled(trace.name, {}), nameWidth),
    padLeft(styled(latencyWords(trace.durationMs), {}), 8),
    styled(`  ${counted(trace.spans, 'span')} in ${counted(trace.services.length, 'service')}`, faint),
  );
}
