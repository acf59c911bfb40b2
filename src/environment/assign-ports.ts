import type { MovedPort, Protocol } from './environment.js';
import { coversLoopback } from './host-address.js';
import type { WantedPort } from './published-ports.js';

/** A port that a running container of this very environment holds. */
export interface HeldPort {
  readonly service: string;
  readonly hostIp: string;
  readonly published: number;
  readonly target: number;
  readonly protocol: Protocol;
  /** The number that it was asked for with, where it has moved away from that. */
  readonly movedFrom?: number | undefined;
}

/** A port that the engine would not give; `undefined`: it does not say of which address or protocol. */
export interface RefusedPort {
  readonly hostIp: string | undefined;
  readonly protocol: Protocol | undefined;
  readonly published: number;
}

/** Whether the engine would not give just this one. */
export function isRefused(
  refused: readonly RefusedPort[],
  { hostIp, protocol }: Pick<WantedPort, 'hostIp' | 'protocol'>,
  published: number,
): boolean {
  return refused.some(
    (one) =>
      one.published === published &&
      (one.hostIp ?? hostIp) === hostIp &&
      (one.protocol ?? protocol) === protocol,
  );
}

/** How far from the declared port a free one is looked for; beyond it Docker chooses. */
const searched = 200;

/**
 * Which host port each wanted port gets, in their order: what the environment already holds for the same wish stays, else the declared
 * one where it is free, else the next free one that nobody else here declares. 0: Docker chooses. Of two that meet on loopback alone,
 * the one that is reached there by what the file says goes first.
 */
export async function assignPorts(
  wanted: readonly WantedPort[],
  held: readonly HeldPort[],
  isFree: (port: Pick<WantedPort, 'hostIp' | 'protocol'>, published: number) => Promise<boolean>,
): Promise<{ readonly published: readonly number[]; readonly moved: readonly MovedPort[] }> {
  const own = [...held];
  const declared = new Set(wanted.map((port) => key(port, port.first)));
  const fixed = new Set(wanted.flatMap((port) => (isRange(port) ? [] : [key(port, port.first)])));
  const taken = new Set<string>();
  const assigned = new Map<WantedPort, number>();

  const kept = wanted.filter((port) => {
    const number = port.first === 0 ? undefined : holdingOf(port)?.published;
    if (number !== undefined) assign(port, number);
    return number !== undefined;
  });
  const rest = wanted.filter((port) => !kept.includes(port));
  const beyond = rest.filter(({ declaredIp }) => !coversLoopback(declaredIp));
  for (const port of [...rest.filter((one) => !beyond.includes(one)), ...beyond]) {
    assign(port, port.first === 0 ? 0 : (sameAs(port) ?? (await choose(port))));
  }

  const published = wanted.map((port) => assigned.get(port) ?? 0);
  const moved = wanted.flatMap((port, index): readonly MovedPort[] => {
    const to = published[index] ?? 0;
    if (to >= port.first && to <= port.last) return [];
    const { service, target, protocol, hostIp, declaredIp, first: from } = port;
    const beyond = coversLoopback(declaredIp) ? undefined : declaredIp;
    return [{ service, target, protocol, hostIp, beyond, from, to }];
  });
  return { published, moved };

  function assign(port: WantedPort, number: number): void {
    assigned.set(port, number);
    if (number !== 0) for (const one of window(port, number)) taken.add(key(port, one));
  }

  /** What its container has for just this wish; each holding answers one. */
  function holdingOf(port: WantedPort): HeldPort | undefined {
    const fits = (one: HeldPort) => isHeldFor(one, port) && one.target === port.target;
    if (isSeveral(port)) return heldWindow(own.filter(fits), port);
    const inPlace = own.findIndex(
      (one) => fits(one) && one.published >= port.first && one.published <= port.last,
    );
    const index =
      inPlace === -1 ? own.findIndex((one) => fits(one) && one.movedFrom === port.first) : inPlace;
    return index === -1 ? undefined : own.splice(index, 1)[0];
  }

  /** Two addresses of one port that both became loopback are one. */
  function sameAs(port: WantedPort): number | undefined {
    const same = wanted.find(
      (other) =>
        assigned.has(other) &&
        other.service === port.service &&
        other.target === port.target &&
        key(other, other.first) === key(port, port.first) &&
        other.last === port.last,
    );
    return same === undefined ? undefined : assigned.get(same);
  }

  async function choose(port: WantedPort): Promise<number> {
    const last = Math.min(65535, port.last + searched);
    for (let candidate = port.first; candidate <= last; candidate += 1) {
      const ofOthers = candidate > port.last ? declared : isRange(port) ? fixed : undefined;
      const foreign = ofOthers?.has(key(port, candidate)) === true;
      if (foreign || taken.has(key(port, candidate))) continue;
      if (await isOwnOrFree(port, candidate)) return candidate;
    }
    return 0;
  }

  /** Free for each of its containers: as many side by side. */
  async function isOwnOrFree(port: WantedPort, candidate: number): Promise<boolean> {
    for (const number of window(port, candidate)) {
      const isAnothers = number !== candidate && (taken.has(key(port, number)) || isFixed(port, number));
      if (number > 65535 || isAnothers) return false;
      // Its own container, which has it for another target, is made anew.
      const isOwn = own.some((one) => isHeldFor(one, port) && one.published === number);
      if (!isOwn && !(await isFree(port, number))) return false;
    }
    return true;
  }

  function isFixed(port: WantedPort, number: number): boolean {
    return fixed.has(key(port, number)) && number !== port.first;
  }
}

function isSeveral({ count = 1 }: WantedPort): boolean {
  return count > 1;
}

/** The ports that a wish takes from `first` on. */
function window({ count = 1 }: WantedPort, first: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** Where its containers hold ports side by side, as many as are wanted, those stay. */
function heldWindow(held: readonly HeldPort[], port: WantedPort): HeldPort | undefined {
  const numbers = new Set(held.map(({ published }) => published));
  return held.find(({ published, movedFrom }) => {
    const isInPlace = (published >= port.first && published <= port.last) || movedFrom === port.first;
    return isInPlace && window(port, published).every((number) => numbers.has(number));
  });
}

function isRange({ first, last }: WantedPort): boolean {
  return first !== last;
}

function key({ hostIp, protocol }: WantedPort, number: number): string {
  return `${hostIp}/${protocol}/${number}`;
}

function isHeldFor(held: HeldPort, { service, hostIp, protocol }: WantedPort): boolean {
  return held.service === service && held.hostIp === hostIp && held.protocol === protocol;
}
