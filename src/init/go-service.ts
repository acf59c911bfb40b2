import type { Door, Setting } from './address.js';
import type { Program } from './program.js';
import type { Server } from './server.js';

/** A service of the Compose file that is made from Go source. */
export interface GoService {
  readonly name: string;
  readonly program: Program;
  /** Where it listens; the first is the one that its users come by. */
  readonly doors: readonly [Door, ...Door[]];
  /** The ports that are published, by those of the container. */
  readonly published: ReadonlyMap<number, number>;
  readonly settings: readonly Setting[];
  readonly servers: readonly Server[];
  /** Variables that it reads, that have no default and that nothing here sets. */
  readonly unset: readonly { readonly name: string; readonly at: string }[];
}
