import type { InstanceView, ServiceView } from '../../../contract/views.js';
import { joined, line, pad, padLeft, styled } from '../line/line.js';
import { faint, type Line, textWidth } from '../line/span.js';
import { wrapLine } from '../line/wrap-line.js';
import { counted } from '../words/number-words.js';
import { unsaid } from '../words/said.js';
import { stateLook } from '../words/state-look.js';
import { sinceWords } from '../words/time-words.js';
import { facts, factWidth } from './facts.js';

/** The containers of a service: the one that it has, or, where more are wanted or there, each with its own state and why it is not ready. */
export function instanceFacts(service: ServiceView, now: number, width: number): readonly Line[] {
  const { instances, replicas } = service;
  if (replicas.wanted <= 1 && instances.length <= 1) return facts('container', containerLines(service));
  const shown = shownOf(instances);
  const stateWidth = Math.max(0, ...shown.map(({ state }) => textWidth(state)));
  const indexWidth = Math.max(0, ...shown.map(({ index }) => `#${index}`.length));
  const missing = replicas.wanted - instances.length;
  return facts('instances', [
    ...shown.flatMap((instance) => [
      line(
        padLeft(styled(`#${instance.index}`, { bold: true }), indexWidth),
        ' ',
        pad(stateOf(instance), stateWidth + 2),
        styled('  ', faint),
        joined(
          knownOf(instance, now).map((text) => styled(text, faint)),
          styled(' · ', faint),
        ),
      ),
      ...reasonLines(instance, service, factWidth(width) - indexWidth - 3).map((content) =>
        line(' '.repeat(indexWidth + 3), content),
      ),
    ]),
    ...restLines(instances.length - shown.length, instances),
    ...(missing > 0 ? [styled(`${missing} more wanted, without a container yet`, faint)] : []),
  ]);
}

/** So many leave room for what else there is to know of a service. */
const mostShown = 8;

/** By number; of more than have room those that are not ready before others. */
function shownOf(instances: readonly InstanceView[]): readonly InstanceView[] {
  if (instances.length <= mostShown) return instances;
  const lacking = instances.filter(({ ready }) => !ready);
  return [...lacking, ...instances.filter(({ ready }) => ready)]
    .slice(0, mostShown)
    .sort((a, b) => a.index - b.index);
}

function restLines(hidden: number, instances: readonly InstanceView[]): readonly Line[] {
  if (hidden === 0) return [];
  const lacking = instances.filter(({ ready }) => !ready).length - mostShown;
  const those = lacking > 0 ? `${lacking} of them not ready` : 'all ready';
  return [styled(`… and ${hidden} more, ${those}: bin/sim status --json lists them`, faint)];
}

function containerLines({ containers }: ServiceView): readonly Line[] {
  return containers.map(({ id, name, status, restarts, exitCode }) => {
    const ended = exitCode === null || status === 'running' ? '' : ` with ${exitCode}`;
    return line(name, styled(`  ${status}${ended} · ${restarts} restarts · ${id.slice(0, 12)}`, faint));
  });
}

function stateOf({ state }: InstanceView): Line {
  const { symbol, style } = stateLook(state);
  return styled(`${symbol} ${state}`, style);
}

/** What is known of an instance, the most telling first: a narrow screen cuts the rest. */
function knownOf(instance: InstanceView, now: number): readonly string[] {
  const { health, build, restarts, addresses, container } = instance;
  const since = sinceWords(instance, now);
  return [
    ...(health === 'none' ? [] : [health]),
    ...(build === null ? [] : [`build ${build}`]),
    ...(since === undefined ? [] : [since]),
    counted(restarts, 'restart'),
    ...new Set(Object.values(addresses)),
    ...(container === null ? ['no container'] : [container.name, container.id.slice(0, 12)]),
  ];
}

/** Why it is not ready, unless the service's own cause has told it. */
function reasonLines(instance: InstanceView, service: ServiceView, width: number): readonly Line[] {
  if (instance.ready || instance.cause === null) return [];
  return unsaid([instance.cause], [service.cause]).flatMap((text) => wrapLine(styled(text, {}), width, 2));
}
