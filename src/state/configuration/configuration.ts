import type { Environment } from '../../environment/environment.js';

/** The newest edit of a service's mounted configuration. */
export interface ConfigChange {
  /** From the mounted folder, or the file's own name. */
  readonly file: string;
  /** The same, absolute. */
  readonly path: string;
  readonly at: number;
  /** What the service said against it soon after; `undefined` where it said nothing. */
  readonly refused: string | undefined;
}

export type ConfigFact =
  | ({ readonly kind: 'config.changed' } & ConfigEdit)
  /** A service complained soon after an edit that may be for it. */
  | ({
      readonly kind: 'config.refused';
      /** `at` of the edit. */
      readonly changedAt: number;
      readonly text: string;
    } & ConfigEdit)
  /** Edits are looked for over and over, because the system does not tell of them; `detail` says why. */
  | { readonly kind: 'config.polled'; readonly detail: string };

interface ConfigEdit {
  /** All whose containers see the file, or the one that refused it. Whether one reads it, only the service knows. */
  readonly services: readonly string[];
  /** Absolute. */
  readonly file: string;
}

/** The services that mount a file of this machine. */
export function mountersOf(environment: Environment | undefined, file: string): readonly string[] {
  return Object.values(environment?.services ?? {})
    .filter(({ configuration }) => configuration.some(({ source }) => covers(source, file)))
    .map(({ name }) => name);
}

/** Whom an edit is for: of several that share a folder the one that the file is named after, else each of them. */
export function meantBy({ services, file }: ConfigEdit): readonly string[] {
  const stem = file.slice(file.lastIndexOf('/') + 1).split('.')[0];
  const named = services.filter((service) => service === stem);
  return named.length > 0 ? named : services;
}

/** A file as people name it: from the mounted folder, or its own name. */
export function configName(environment: Environment | undefined, { services, file }: ConfigEdit): string {
  const mounts = services.flatMap((service) => environment?.services[service]?.configuration ?? []);
  const folder = mounts.find(({ source }) => file.startsWith(`${source}/`))?.source;
  return file.slice((folder?.length ?? file.lastIndexOf('/')) + 1);
}

function covers(source: string, file: string): boolean {
  return file === source || file.startsWith(`${source}/`);
}
