import type { ContainerEngine } from '../../adapters/docker/container-engine.js';
import type { ContainerObservation } from '../../state/instances/container.js';
import type { InstanceName } from '../build-delivery.js';

/** Which container each instance has, as last observed: the engine knows containers by their ids alone. */
export class Containers {
  readonly #engine: Pick<ContainerEngine, 'observe' | 'observeAll'>;
  readonly #known = new Map<string, ContainerObservation>();
  /** Others may have been made or removed since. */
  #isUnsure = true;

  constructor(engine: Pick<ContainerEngine, 'observe' | 'observeAll'>) {
    this.#engine = engine;
  }

  /** What was last observed of a container. */
  last(id: string): ContainerObservation | undefined {
    return this.#known.get(id);
  }

  async observeAll(): Promise<readonly ContainerObservation[]> {
    // What is made while the engine lists may be known by the time of its answer, and missing in it.
    const before = [...this.#known.keys()];
    this.#isUnsure = false;
    const all = await this.#engine.observeAll().catch((error: unknown) => {
      this.#isUnsure = true;
      throw error;
    });
    const there = new Set(all.map(({ id }) => id));
    for (const id of before) if (!there.has(id)) this.#known.delete(id);
    for (const container of all) this.#note(container);
    return all;
  }

  async observe(id: string): Promise<ContainerObservation | undefined> {
    const container = await this.#engine.observe(id);
    if (container === undefined) this.forget(id);
    else this.#note(container);
    return container;
  }

  /** Something was made or removed that is not known by name. */
  doubt(): void {
    this.#isUnsure = true;
  }

  /** It was removed. */
  forget(id: string): void {
    this.#known.delete(id);
  }

  /** The container of an instance as it is now. */
  async look(instance: InstanceName): Promise<ContainerObservation | undefined> {
    const known = await this.of(instance);
    const container = known && (await this.observe(known.id));
    if (container !== undefined || known === undefined) return container;
    // It went without anybody telling; there may be another one.
    await this.observeAll();
    return this.#newest(instance);
  }

  /** The container of an instance, the newest one while Compose replaces it; `undefined`: it has none. */
  async of(instance: InstanceName): Promise<ContainerObservation | undefined> {
    const known = this.#newest(instance);
    if (known !== undefined && !this.#isUnsure) return known;
    await this.observeAll();
    return this.#newest(instance);
  }

  /** How many containers of a service are known. */
  count(service: string): number {
    return [...this.#known.values()].filter((container) => container.service === service).length;
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
