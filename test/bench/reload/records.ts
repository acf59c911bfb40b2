import type { Builds, Controller } from '../soak/controller.ts';

/** What the controller knows of one build. */
export interface BuildRecord {
  readonly number: number;
  readonly outcome: string;
  readonly requestedAt: number;
  readonly startedAt: number;
  readonly phasesMs: Readonly<Record<string, number>>;
}

type Recorded = Builds & { readonly history: readonly BuildRecord[] };

/** The builds of all services as the controller of an environment tells them. */
export class Records {
  readonly #controller: Controller;

  constructor(controller: Controller) {
    this.#controller = controller;
  }

  /** Resolves once nothing is under way: with the newest build of each service. */
  async settled(): Promise<Readonly<Record<string, BuildRecord>>> {
    await this.#controller.settled();
    let found: Readonly<Record<string, BuildRecord>> = {};
    await this.#controller.until((all) => {
      // The same object that Sim keeps, of which the soak's type names less.
      const builds = all as Readonly<Record<string, Recorded>>;
      found = Object.fromEntries(
        Object.entries(builds).flatMap(([name, { history }]) => (history[0] ? [[name, history[0]]] : [])),
      );
      return true;
    });
    return found;
  }
}
