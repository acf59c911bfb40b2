import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import type { ContainerObservation } from '../../state/instances/container.js';
import type { InstanceName } from '../build-delivery.js';

/** Which container each instance has, as last observed: the engine knows containers by their ids alone. */
export class Containers {
  readonly #engine: Pick<ContainerEngine, 'observe' | 'observeAll'>;
  readonly #known = new Map<string, ContainerObservation>();

  constructor(engine: Pick<ContainerEngine, 'observe' | 'observeAll'>) {
    this.#engine = engine;
  }

  /** What was last observed of a container. */
  last(id: string): ContainerObservation | undefined {
    return this.#known.get(id);
  }

  async observeAll(): Promise<readonly ContainerObservation[]> {
    const all = await this.#engine.observeAll();
    const there = new Set(all.map(({ id }) => id));
    for (const id of this.#known.keys()) if (!there.has(id)) this.#known.delete(id);
    for (const container of all) this.#note(container);
    return all;
  }

  async observe(id: string): Promise<ContainerObservation | undefined> {
    const container = await this.#engine.observe(id);
    if (container === undefined) this.forget(id);
    else this.#note(container);
    return container;
  }

  /** It was removed. */
  forget(id: string): void {
    this.#known.delete(id);
  }

  /** The container of an instance, the newest one while Compose replaces it; `undefined`: it has none. */
  async of(instance: InstanceName): Promise<ContainerObservation | undefined> {
    const known = this.#newest(instance);
    if (known !== undefined) return known;
    await this.observeAll();
    return this.#newest(instance);
  }

  #newest({ service, index }: InstanceName): ContainerObservation | undefined {
    return [...this.#known.values()]
      .filter((container) => container.service === service && container.index === index)
      .sort((a, b) => b.createdAt - a.createdAt)[0];
  }

  #note(container: ContainerObservation): void {
    const before = this.#known.get(container.id);
    // Of two inspects the one that was asked for later knows no less, whichever answered first.
    if (before === undefined || before.look <= container.look) this.#known.set(container.id, container);
  }
}
