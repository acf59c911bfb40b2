import type { ContainerInspectInfo, NetworkInspectInfo, VolumeInspectInfo } from 'dockerode';

/** How one run of a tool ended. */
export interface Ended {
  /** `undefined` where the tool was ended because it took too long. */
  readonly code: number | undefined;
  /** For people only: words are not compared. */
  readonly said: string;
}

/** Something that the engine told while a project came up. */
export interface EngineEvent {
  readonly container: string;
  readonly action: 'start' | 'die' | 'healthy';
  /** Of `die`. */
  readonly code: number | undefined;
  /** Milliseconds since the epoch, by the engine's clock, in fractions. */
  readonly at: number;
}

/** A container as the engine has it. */
export interface ContainerSeen {
  readonly info: ContainerInspectInfo;
  /** Paths that differ from the image, with the text of small files. */
  readonly changes: Readonly<Record<string, string>>;
}

/** What a project has on the engine, by the names that the engine gives. */
export interface Holdings {
  readonly containers: readonly ContainerSeen[];
  readonly networks: readonly NetworkInspectInfo[];
  readonly volumes: readonly VolumeInspectInfo[];
}

/** All that was seen of a project that one of both tools brought up and down. */
export interface Seen {
  /** As Compose knows the project. */
  readonly project: string;
  readonly up: Ended;
  /** How each of the commands after it ended. */
  readonly after: readonly Ended[];
  readonly held: Holdings;
  readonly events: readonly EngineEvent[];
  /** The second `up`, where there was one: how it ended, and the ids that are there after it. */
  readonly again: { readonly up: Ended; readonly ids: readonly string[] } | undefined;
  readonly down: Ended;
  /** The names of what is there after it. Unnamed volumes by the container and path that they were mounted at. */
  readonly left: {
    readonly containers: readonly string[];
    readonly networks: readonly string[];
    readonly volumes: readonly string[];
  };
}
