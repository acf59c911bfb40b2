import type { Environment } from '../../environment/environment.js';

/** The newest edit of a service's mounted configuration. */
export interface ConfigChange {
  /** The path from the mounted folder, or the file's own name where the file itself is mounted. */
  readonly file: string;
  /** The absolute path. */
  readonly path: string;
  readonly at: number;
  /** The complaint that the service wrote to its log soon after the edit; `undefined`: none. */
  readonly refused: string | undefined;
}

export type ConfigFact =
  | ({ readonly kind: 'config.changed' } & ConfigEdit)
  /** A service complained in its log soon after an edit that may be meant for it. */
  | ({
      readonly kind: 'config.refused';
      /** `at` of the edit. */
      readonly changedAt: number;
      readonly text: string;
    } & ConfigEdit)
  /** Edits are found by polling, because the system does not report them; `detail` says why. */
  | { readonly kind: 'config.polled'; readonly detail: string };

interface ConfigEdit {
  /** The services that mount the file, or the one that refused it. Only a service itself knows whether it reads it. */
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

/** The services that an edit is meant for: of several that share a folder the one that the file is named after, else all. */
export function meantBy({ services, file }: ConfigEdit): readonly string[] {
  const stem = file.slice(file.lastIndexOf('/') + 1).split('.')[0];
  const named = services.filter((service) => service === stem);
  return named.length > 0 ? named : services;
}

/** A file for people: its path from the mounted folder, or its own name where the file itself is mounted. */
export function configName(environment: Environment | undefined, { services, file }: ConfigEdit): string {
  const mounts = services.flatMap((service) => environment?.services[service]?.configuration ?? []);
  const folder = mounts.find(({ source }) => file.startsWith(`${source}/`))?.source;
  return file.slice((folder?.length ?? file.lastIndexOf('/')) + 1);
}

function covers(source: string, file: string): boolean {
  return file === source || file.startsWith(`${source}/`);
}
