import type { TopologyEdge } from '../../../contract/views.js';
import { firstFitting, joined, line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { latencyWords, rateWords, shareWords } from './number-words.js';

/** Requests of a node or an edge over the last seconds. */
export interface Flow {
  readonly perSecond: number;
  readonly errorsPerSecond: number;
  readonly p95Ms: number | undefined;
}

/** Whether traffic can be seen at all now: without the agent a rate is not 0, it is unknown. */
export function trafficIsSeen(picture: Picture): boolean {
  const { agent, engine } = picture.environment;
  return agent.state === 'connected' && engine.state !== 'lost';
}

/** What a node answers: by its own spans, or else as its callers see it. `undefined`: nothing was ever seen. */
export function flowOfNode(picture: Picture, name: string): Flow | undefined {
  const own = picture.nodes.get(name)?.rates ?? null;
  if (own !== null && (own.requestsPerSecond > 0 || incoming(picture, name).length === 0)) {
    return {
      perSecond: own.requestsPerSecond,
      errorsPerSecond: own.errorsPerSecond,
      p95Ms: own.p95Ms ?? undefined,
    };
  }
  return sumOfEdges(incoming(picture, name));
}

/** All edges together; the slowest p95 stands for them. `undefined` where none was ever seen. */
export function sumOfEdges(edges: readonly TopologyEdge[]): Flow | undefined {
  const seen = edges.flatMap(({ observed }) => (observed === null ? [] : [observed]));
  if (seen.length === 0) return undefined;
  const latencies = seen.flatMap(({ p95Ms }) => (p95Ms === null ? [] : [p95Ms]));
  return {
    perSecond: seen.reduce((sum, rates) => sum + rates.requestsPerSecond, 0),
    errorsPerSecond: seen.reduce((sum, rates) => sum + rates.errorsPerSecond, 0),
    p95Ms: latencies.length === 0 ? undefined : Math.max(...latencies),
  };
}

function incoming(picture: Picture, name: string): readonly TopologyEdge[] {
  return picture.topology.edges.filter(({ to }) => to === name);
}

/** The share of requests that failed, 0 to 1. */
export function errorShare({ perSecond, errorsPerSecond }: Flow): number {
  return perSecond > 0 ? Math.min(1, errorsPerSecond / perSecond) : 0;
}

const alarming: Style = { colour: 'red', bold: true };

/** How an error share looks: red as soon as there is one. */
export function shareStyle(share: number): Style {
  return share > 0 ? alarming : faint;
}

const unknown: Style = { colour: 'magenta' };

/** What a node answers, or, where it only asks, sends, in as many words as there is room for. */
export function nodeFlowLine(picture: Picture, name: string, width: number): Line {
  const { state } = picture.environment.agent;
  if (state === 'unknown')
    return firstFitting([styled('traffic not seen yet', faint), styled('–', faint)], width);
  if (!trafficIsSeen(picture)) {
    return firstFitting([styled('traffic unknown', unknown), styled('traffic ?', unknown)], width);
  }
  const flow = flowOfNode(picture, name);
  if (flow !== undefined) return flowLine(flow, width);
  const sent = sumOfEdges(picture.topology.edges.filter(({ from }) => from === name));
  if (sent === undefined) {
    return firstFitting(
      [styled('no traffic seen', faint), styled('no traffic', faint), styled('–', faint)],
      width,
    );
  }
  const rate = rateWords(sent.perSecond);
  return firstFitting([line(styled('sends ', faint), rate), line(styled('→ ', faint), rate)], width);
}

/** A flow in as many words as there is room for: `5/s · 0% errors · p95 8 ms`, `5/s 8 ms`. Errors are never left out. */
export function flowLine(flow: Flow, width: number): Line {
  const rate = styled(rateWords(flow.perSecond), flow.perSecond > 0 ? {} : faint);
  if (flow.perSecond <= 0) return firstFitting([rate], width);
  const share = errorShare(flow);
  const failing = share > 0 ? [styled(`✗${shareWords(share)}`, shareStyle(share))] : [];
  const failingWords =
    share > 0 ? line(...failing, styled(' errors', shareStyle(share))) : styled('0% errors', faint);
  const latency = flow.p95Ms === undefined ? [] : [styled(latencyWords(flow.p95Ms), {})];
  const named = latency.map((part) => line(styled('p95 ', faint), part));
  const dot = styled(' · ', faint);
  const blank = styled(' ', faint);
  return firstFitting(
    [
      joined([rate, failingWords, ...named], dot),
      joined([rate, ...failing, ...named], blank),
      joined([rate, ...failing, ...latency], blank),
      joined([rate, ...failing], blank),
      ...failing,
    ],
    width,
  );
}
