import { joined, line, lineWidth, pad, spread, styled, truncate } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { addressForms, entryUrl } from '../words/address.js';
import { stateLook } from '../words/state-look.js';
import { type Flow, flowLine, sumOfEdges, trafficIsSeen } from '../words/traffic-words.js';
import { verdict } from './verdict.js';

const warning: Style = { colour: 'magenta', bold: true };
const alarm: Style = { colour: 'red', bold: true, inverse: true };

/**
 * Which wording of the address, columns for the traffic, and what follows. The traffic has its columns whether it needs them or
 * not: a number with a digit more must not make other words come and go.
 */
type Form = readonly [address: number, slot: number, rest: readonly Line[]];

/** Name, verdict, address, traffic and what watches it: the first line of every screen. Verdict and address are never cut for the rest. */
export function headerLine(picture: Picture, width: number): Line {
  const { environment } = picture;
  const name = styled(` ${environment.name === '' ? 'sim' : environment.name} `, {
    inverse: true,
    bold: true,
  });
  const url = entryUrl(picture);
  const addresses =
    url === undefined ? [] : addressForms(url).map((form) => styled(form, { colour: 'cyan' }));
  const shortest = lineWidth(addresses.at(-1) ?? []);
  const beside = width - lineWidth(name) - 3;
  // The count, at least, stands before any address.
  const left = line(name, ' ', verdict(picture, Math.max(beside - shortest - 2, Math.min(13, beside))), '  ');
  const room = width - lineWidth(left) - 1;
  const flow = trafficIsSeen(picture) ? entryFlow(picture) : undefined;
  const engine = engineWords(environment.engine);
  const agent = agentWords(picture);
  const dot = styled(' · ', faint);
  const forms: readonly Form[] = [
    [0, 34, [engine, agent]],
    [0, 34, [agent]],
    [0, 20, [agent]],
    [0, 20, []],
    ...addresses.map((_, index): Form => [index, 14, []]),
    ...addresses.map((_, index): Form => [index, 0, []]),
  ];
  const shown = forms.flatMap(([index, slot, rest]) => {
    const address = addresses[index] ?? [];
    const traffic = flow === undefined || slot === 0 ? [] : flowLine(flow, slot);
    const parts = [address, traffic, ...rest].filter((part) => part.length > 0);
    const spare = traffic.length === 0 ? 0 : slot - lineWidth(traffic);
    const words = joined(parts, dot);
    return lineWidth(words) + spare <= room ? [words] : [];
  });
  const right = shown[0] ?? [];
  return spread(left, line(right, ' '), width);
}

function engineWords({ state, version }: Picture['environment']['engine']): Line {
  if (state === 'connected') return styled(`engine ${version ?? ''}`.trimEnd(), faint);
  return styled(`engine ${state}`, state === 'lost' ? { colour: 'red', bold: true } : faint);
}

function agentWords({ environment }: Picture): Line {
  const { state } = environment.agent;
  if (state === 'connected') return styled('agent ●', faint);
  return styled(`agent ${state}`, state === 'lost' ? warning : faint);
}

/** What comes into the system: what the outermost services that report spans answer. A worker answers nobody. */
export function entryFlow({ topology }: Picture): Flow | undefined {
  const reporting = topology.nodes.filter(
    ({ kind, rates }) => kind !== 'worker' && (rates?.requestsPerSecond ?? 0) > 0,
  );
  const outermost = Math.min(...reporting.map(({ layer }) => layer));
  const rates = reporting.filter(({ layer }) => layer === outermost).flatMap((node) => node.rates ?? []);
  if (rates.length === 0) {
    return sumOfEdges(
      topology.edges.filter(({ from }) =>
        topology.nodes.some((node) => node.name === from && node.layer === 0),
      ),
    );
  }
  const slowest = Math.max(...rates.map(({ p95Ms }) => p95Ms ?? 0));
  return {
    perSecond: rates.reduce((sum, { requestsPerSecond }) => sum + requestsPerSecond, 0),
    errorsPerSecond: rates.reduce((sum, { errorsPerSecond }) => sum + errorsPerSecond, 0),
    p95Ms: slowest > 0 ? slowest : undefined,
  };
}

/** What the user must know before looking at the picture: what is blind, and what is waited for. At most `rows` lines; `told` is told elsewhere. */
export function notices(
  picture: Picture,
  width: number,
  rows: number,
  told: string | undefined,
): readonly Line[] {
  const { agent, engine } = picture.environment;
  if (engine.state === 'lost') {
    const why = engine.detail === null ? '' : `: ${engine.detail}`;
    return [
      pad(styled(` ✗ engine lost${why}`, alarm), width),
      styled(
        ' What you see is the last known picture. It goes on by itself as soon as the engine answers.',
        faint,
      ),
    ].map((content) => truncate(content, width));
  }
  const blind: readonly Line[] =
    agent.state === 'lost'
      ? [
          line(
            styled(` ? blind to traffic: ${agent.detail ?? 'the agent does not answer'}`, warning),
            styled('. Rates and observed edges are unknown; the services run on.', faint),
          ),
        ]
      : [];
  return [...blind, ...waiting(picture, rows - blind.length, told)].map((content) =>
    truncate(content, width),
  );
}

function waiting(picture: Picture, rows: number, told: string | undefined): readonly Line[] {
  const { environment, services } = picture;
  if (environment.goal !== 'up' || environment.ready || rows <= 0) return [];
  const all = environment.waitingFor.filter(({ service }) => service !== told);
  const shown = all.slice(0, all.length > rows ? rows - 1 : rows);
  const lines = shown.map(({ service, cause }) => {
    const { symbol, style } = stateLook(services.get(service)?.state ?? 'unknown');
    return line(styled(` ${symbol} `, style), styled(service, { bold: true }), styled(` ${cause}`, faint));
  });
  const rest = all.length - shown.length;
  return rest > 0 ? [...lines, styled(`   and ${rest} more`, faint)] : lines;
}
