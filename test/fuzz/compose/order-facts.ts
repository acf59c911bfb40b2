import { instanceOf, serviceOf } from './container-facts.ts';
import type { ContainerSeen, EngineEvent } from './seen.ts';

/**
 * How each start stands to what the service waits for, by what the engine told while the project came up: `after`, `before` (it
 * came true later), `without` (it never came true) or `not started`.
 */
export function orderFacts(
  containers: readonly ContainerSeen[],
  events: readonly EngineEvent[],
): Record<string, string> {
  return Object.fromEntries(
    containers.flatMap((container) =>
      dependenciesOf(container).flatMap(({ service, condition, restart }) => {
        const others = containers.filter((other) => serviceOf(other) === service);
        if (others.length === 0) return [];
        const told = (one: ContainerSeen, fits: (event: EngineEvent) => boolean) =>
          events.find((event) => event.container === one.info.Id && fits(event))?.at;
        const started = told(container, ({ action }) => action === 'start');
        // Of several containers it is met when it is met by the last of them.
        const each = others.map((other) => told(other, (event) => meets(event, condition)));
        const met = each.reduce((last, at) =>
          last === undefined || at === undefined ? undefined : Math.max(last, at),
        );
        const name = `order.${instanceOf(container)}.${service}`;
        return [
          [name, relation(started, met)],
          [`${name}.on`, `${condition}${restart === 'true' ? ', restarts with it' : ''}`],
        ] as const;
      }),
    ),
  );
}

function dependenciesOf({ info }: ContainerSeen): readonly {
  readonly service: string;
  readonly condition: string;
  readonly restart: string;
}[] {
  const label = info.Config.Labels['com.docker.compose.depends_on'] ?? '';
  return label
    .split(',')
    .filter(Boolean)
    .map((edge) => {
      const [service = '', condition = '', restart = ''] = edge.split(':');
      return { service, condition, restart };
    });
}

function meets({ action, code }: EngineEvent, condition: string): boolean {
  if (condition === 'service_healthy') return action === 'healthy';
  if (condition === 'service_completed_successfully') return action === 'die' && code === 0;
  return action === 'start';
}

function relation(started: number | undefined, met: number | undefined): string {
  if (started === undefined) return 'not started';
  if (met === undefined) return 'without';
  return met < started ? 'after' : 'before';
}

/** How often a container was started. */
export function startsOf({ info }: ContainerSeen, events: readonly EngineEvent[]): number {
  return events.filter(({ container, action }) => container === info.Id && action === 'start').length;
}

/** The services whose container ended so soon after its start that looking once may miss it. */
export function endSoon(
  containers: readonly ContainerSeen[],
  events: readonly EngineEvent[],
): readonly string[] {
  return containers
    .filter(({ info }) => {
      const own = events.filter(({ container }) => container === info.Id);
      const start = own.find(({ action }) => action === 'start');
      const end = own.find(({ action }) => action === 'die');
      return start !== undefined && end !== undefined && end.at - start.at < soonMs;
    })
    .map(serviceOf);
}

/** Compose looks every half second, and Sim's `--wait` a whole one. */
const soonMs = 1200;
