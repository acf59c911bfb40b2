import type { Random } from '../random.ts';
import type { Yaml, YamlMap } from './project.ts';

/** A service while it is being made up. */
export interface ServiceDraft {
  readonly name: string;
  readonly body: Record<string, Yaml>;
  /** It ends by itself. */
  ends: boolean;
  /** Somebody may wait for it to be healthy: it has a check. */
  checked: boolean;
}

/** A project while it is being made up. */
export interface Draft {
  readonly random: Random;
  /** Tells projects of one run apart where names and addresses are those of the whole machine: 0 to 249. */
  readonly number: number;
  readonly services: ServiceDraft[];
  readonly networks: Record<string, Yaml>;
  readonly volumes: Record<string, Yaml>;
  readonly configs: Record<string, Yaml>;
  readonly secrets: Record<string, Yaml>;
  /** Other top-level keys. */
  readonly top: Record<string, Yaml>;
  /** Besides `compose.yaml`. */
  readonly files: Record<string, Yaml>;
  composeFiles: string[];
  readonly envFiles: string[];
  readonly profiles: string[];
  readonly chosen: string[];
  readonly env: Record<string, string>;
  readonly externalNetworks: string[];
  readonly externalVolumes: string[];
}

export function createDraft(random: Random, number: number): Draft {
  return {
    ...{
      random,
      number,
      services: [],
      networks: {},
      volumes: {},
      configs: {},
      secrets: {},
      top: {},
      files: {},
    },
    ...{ composeFiles: ['compose.yaml'], envFiles: [], profiles: [], chosen: [], env: {} },
    ...{ externalNetworks: [], externalVolumes: [] },
  };
}

/** A way to make a project more interesting, and how often it is taken. */
export interface Feature {
  readonly probability: number;
  readonly add: (draft: Draft, service: ServiceDraft) => void;
}

/** Sets a key unless something else has set it. */
export function set(service: ServiceDraft, key: string, value: Yaml): void {
  if (!(key in service.body)) service.body[key] = value;
}

/** Adds to a list that may not be there yet; does nothing where the key holds a map. */
export function append(service: ServiceDraft, key: string, ...values: readonly Yaml[]): void {
  const there = service.body[key] ?? [];
  if (Array.isArray(there)) service.body[key] = [...there, ...values];
}

/** Adds to a map that may not be there yet; does nothing where the key holds a list. */
export function merge(service: ServiceDraft, key: string, values: YamlMap): void {
  const there = service.body[key] ?? {};
  if (typeof there === 'object' && there !== null && !Array.isArray(there))
    service.body[key] = { ...there, ...values };
}
