import { networkLabels } from '../../adapters/compose/network-labels.js';
import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import { environmentLabel, projectOf, stateLabel } from '../../environment/environment.js';
import { plainNetworks } from '../../environment/plain-networks.js';
import type { ContainerObservation } from '../../state/services.js';

/** How long a failure waits to be told until nothing is left of what failed. */
const patienceMs = 3000;

interface NetworksOptions {
  readonly name: string;
  readonly stateDir: string;
  readonly composeVersion: string;
  readonly engine: Pick<ContainerEngine, 'createNetwork' | 'removeNetwork'>;
}

/** Whether networks have to be made: somebody may, and no container has them already. */
export async function networksAreWanted({
  permitted,
  containers,
}: {
  readonly permitted: Promise<void>;
  readonly containers: Promise<readonly ContainerObservation[]>;
}): Promise<boolean> {
  await permitted;
  return (await containers).length === 0;
}

/**
 * Makes the networks of a declaration that need nothing but a name, as soon as it is known which these are: the engine takes as long for
 * it as Compose to begin, which would do the one after the other. Compose need not wait for it: since Docker 25 the engine makes networks
 * of one name one after the other (moby, libnetwork/controller.go, NewNetwork), and Compose takes the conflict for somebody else's
 * success. What can't be made here is left to Compose, which says what is wrong.
 */
export class NetworksAhead {
  readonly #options: NetworksOptions;
  #made: Promise<readonly string[]> | undefined;

  constructor(options: NetworksOptions) {
    this.#options = options;
  }

  /** Those in what `readComposeOutput` gave, if it turns out that they are `wanted`. Only the first call counts. */
  begin(output: unknown, wanted: Promise<boolean>): void {
    this.#made ??= this.#make(output, wanted);
  }

  async #make(output: unknown, wanted: Promise<boolean>): Promise<readonly string[]> {
    const { name, stateDir, engine, composeVersion } = this.#options;
    // Why it can't be known is told by whoever else waits for it.
    if (!(await wanted.catch(() => false))) return [];
    const ours = { [environmentLabel]: name, [stateLabel]: stateDir };
    const making = plainNetworks(output).map(async (network) => {
      const labels = { ...network.labels, ...ours };
      const all = networkLabels({ ...network, labels }, projectOf(name), composeVersion);
      return (await engine.createNetwork(network.name, all)) ? [network.name] : [];
    });
    const made = await Promise.allSettled(making);
    return made.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  }

  /** Nothing is being made any more. */
  async settled(): Promise<void> {
    await this.#made;
  }

  /** Nothing comes of the declaration: what was made for it is removed, and no more is made. An engine that hangs is not waited for. */
  async takeBack(): Promise<void> {
    const before = this.#made ?? [];
    const removing = (async () => {
      const made = await before;
      await Promise.allSettled(made.map((name) => this.#options.engine.removeNetwork(name)));
      return [];
    })();
    this.#made = removing;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, patienceMs);
    });
    await Promise.race([removing, tooLong]);
    clearTimeout(timer);
  }
}
