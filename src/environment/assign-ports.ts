import type { MovedPort } from './environment.js';
import type { WantedPort } from './published-ports.js';

/** A port that a running container of this very environment holds. */
export interface HeldPort {
  readonly service: string;
  readonly published: number;
  readonly target: number;
  readonly protocol: 'tcp' | 'udp';
}

/** How far from the declared port a free one is looked for; beyond it Docker chooses. */
const searched = 200;

/**
 * Which host port each wanted port gets, in their order: what the environment already holds stays, else the declared one where it is
 * free, else the next free one that nobody else here declares. 0: Docker chooses.
 */
export async function assignPorts(
  wanted: readonly WantedPort[],
  held: readonly HeldPort[],
  isFree: (port: Pick<WantedPort, 'hostIp' | 'protocol'>, published: number) => Promise<boolean>,
): Promise<{ readonly published: readonly number[]; readonly moved: readonly MovedPort[] }> {
  const own = [...held];
  const published: number[] = [];
  const moved: MovedPort[] = [];
  const key = ({ hostIp, protocol }: WantedPort, number: number) => `${hostIp}/${protocol}/${number}`;
  const declared = new Set(wanted.map((port) => key(port, port.first)));
  const taken = new Set<string>();

  for (const port of wanted) {
    const number = port.first === 0 ? 0 : await choose(port);
    if (number !== 0) taken.add(key(port, number));
    published.push(number);
    if (number < port.first || number > port.last) {
      moved.push({ service: port.service, target: port.target, from: port.first, to: number });
    }
  }
  return { published, moved };

  async function choose(port: WantedPort): Promise<number> {
    const index = own.findIndex(
      (one) => one.service === port.service && one.target === port.target && one.protocol === port.protocol,
    );
    const mine = index === -1 ? undefined : own.splice(index, 1)[0];
    if (mine !== undefined) return mine.published;
    const last = Math.min(65535, port.last + searched);
    for (let candidate = port.first; candidate <= last; candidate += 1) {
      const foreign = candidate > port.last && declared.has(key(port, candidate));
      if (foreign || taken.has(key(port, candidate))) continue;
      if (await isFree(port, candidate)) return candidate;
    }
    return 0;
  }
}
