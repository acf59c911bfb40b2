import type { Handoff } from '../../environment/environment.js';
import type { Check } from '../checks/checks.js';
import type { BuildError } from './build-error.js';
import type { InstanceBuild } from './instance-build.js';

/** Phases of a build, in order, with what each took. */
export type BuildPhase = 'wait' | 'list' | 'compile' | 'link' | 'start' | 'ready' | 'drain';

export type BuildOutcome =
  | 'building'
  | 'built'
  | 'starting'
  | 'live'
  | 'failed'
  | 'unchanged'
  | 'cancelled'
  | 'rejected'
  | 'rolled-back';

/**
 * How a binary came about: by the commands of an earlier build (`replay`), by `go build` (`go`), or built before from the same source
 * (`kept`). The first and the last count only where Go's own answer about the source proves them.
 */
export type BuildPath = 'replay' | 'go' | 'kept';

/** One attempt to turn source into a running service. Times are milliseconds since the epoch. */
export interface Build {
  readonly number: number;
  readonly cause: string;
  readonly files: readonly string[];
  readonly requestedAt: number;
  readonly startedAt: number;
  readonly finishedAt: number | undefined;
  readonly outcome: BuildOutcome;
  readonly phasesMs: Readonly<Partial<Record<BuildPhase, number>>>;
  readonly errors: readonly BuildError[];
  /** How its binary came about, and why that way; absent until it exists, and for builds of earlier controllers. */
  readonly path?: BuildPath;
  readonly reason?: string;
  /** The checks of its source since it was live; absent: none. */
  readonly checks?: readonly Check[];
}

/** What the binary of a service is made from, as Go says. All paths are absolute. */
export interface SourceList {
  /** Folders whose packages are in the binary, the service's own first. */
  readonly folders: readonly string[];
  /** Sources in these folders that Go leaves out now. */
  readonly leftOut: readonly string[];
  /** What `//go:embed` names: paths, or patterns. */
  readonly embeds: readonly string[];
  /** Files that decide about modules, packages and how they are compiled. */
  readonly deciding: readonly string[];
  /** Files that do not exist and would decide if they did. */
  readonly awaited: readonly string[];
  /** Folders of modules in which a new file may be what Go misses; empty while Go has no complaint. */
  readonly modules: readonly string[];
  /** Symbolic links on the way to any of these paths: each may be changed to lead elsewhere. */
  readonly links: readonly string[];
}

/** Go's answer about the source. Two equal answers mean that a build would be the same. */
export interface SourceAnswer {
  /** A sum of all of the source; `undefined` where Go can't find or load it. */
  readonly source: string | undefined;
  /** Go's complaint; `undefined`: it has none. */
  readonly problem: string | undefined;
}

/** Changes of which only Go knows whether they matter. */
export interface Question {
  readonly files: readonly string[];
  /** When the newest change was seen, in milliseconds since the epoch. */
  readonly at: number;
}

/** The builds of one `go` service. Times are milliseconds since the epoch. */
export interface ServiceBuilds {
  readonly service: string;
  /** Absolute folder of its `package main`; `undefined` until declared. */
  readonly directory: string | undefined;
  /** What its binary is made from; `undefined` until Go was asked. */
  readonly source: SourceList | undefined;
  /** Go's answer about the source of the last build, or of the one that was to be. */
  readonly answer: SourceAnswer | undefined;
  /** How its Dockerfile builds it, in the newest declaration. */
  readonly builtBy?: string | undefined;
  /** What is left out of its binary, in words; absent: nothing. */
  readonly leftOut?: readonly string[];
  /** The sources (`SourceAnswer.source`) of the build that an earlier controller made current. */
  readonly recovered: readonly string[];
  /** When a file near its source was last saved; `undefined` once Go was asked again after that. */
  readonly savedAt: number | undefined;
  /** The changes that Go is to be asked about; `undefined`: none. */
  readonly question: Question | undefined;
  /** The changes that Go is being asked about; `undefined`: none. */
  readonly asking: Question | undefined;
  /** A build that is wanted and not started; `undefined`: none is. */
  readonly pending: PendingBuild | undefined;
  /** The number of the build that is compiling; `undefined`: none is. */
  readonly building: number | undefined;
  /** The newest good build, which the file `current` names; `undefined`: none yet. */
  readonly current: number | undefined;
  /** The build that the running containers should be told about; `undefined` once all were. */
  readonly swapWanted: number | undefined;
  /** The build that answered before `current` was to, as long as not all containers have taken over; `undefined`: there is none to go back to. */
  readonly goBackTo: number | undefined;
  /** Whether the file `current` still names a build that was given up. */
  readonly putBack: boolean;
  /** When the first of the builds began that newer source has cancelled one after the other; `undefined` once one has ended. */
  readonly cancellingSince: number | undefined;
  /** The build that somebody has pinned: newer source is not built until it is unpinned. `undefined`: none. */
  readonly pinned: number | undefined;
  /** Builds whose binaries are still there, newest first. */
  readonly kept: readonly number[];
  /** What is known of each container that runs, by index. */
  readonly instances: readonly InstanceBuild[];
  /** The build that answers in all containers; while these differ see `summed`. `undefined`: none answers. */
  readonly live: number | undefined;
  readonly liveSince: number | undefined;
  /** The build that last answered in as many containers as are wanted. */
  readonly liveInAll: number | undefined;
  /** `late` of the first container that has one: see `InstanceBuild`. */
  readonly late: string | undefined;
  /** The live build whose source is to be checked; `undefined` once the checks have begun. */
  readonly checkWanted: number | undefined;
  /** Newest first, at most 20. */
  readonly history: readonly Build[];
  readonly nextNumber: number;
  /** What the user should know about how this service is rebuilt, such as polling or the fallback to `restart`. */
  readonly note: string | undefined;
  /** The parts of `note`: how changes are noticed, and how builds really take over. */
  readonly watchNote: string | undefined;
  readonly handoffNote: string | undefined;
  /** `unheard` of the first container that has it: see `InstanceBuild`. */
  readonly unheard: string | undefined;
}

/** A build that is wanted. It takes the newest source, also of changes after the first one. */
export interface PendingBuild {
  readonly cause: string;
  readonly files: readonly string[];
  /** When the newest of the changes was seen. */
  readonly requestedAt: number;
  /** Whether a person asked, so that it is swapped in even where the binary is the same. */
  readonly forced: boolean;
}

/** Whether a build that is under way is of what is declared now. */
export function isAsDeclared(
  { directory, builtBy }: ServiceBuilds,
  effect: Pick<ServiceBuilds, 'directory' | 'builtBy'>,
): boolean {
  return effect.directory === directory && effect.builtBy === builtBy;
}

/** A `go` service of which nothing is known yet. */
export function newServiceBuilds(service: string): ServiceBuilds {
  return {
    service,
    directory: undefined,
    source: undefined,
    answer: undefined,
    recovered: [],
    savedAt: undefined,
    question: undefined,
    asking: undefined,
    pending: undefined,
    building: undefined,
    current: undefined,
    swapWanted: undefined,
    goBackTo: undefined,
    putBack: false,
    cancellingSince: undefined,
    pinned: undefined,
    kept: [],
    instances: [],
    live: undefined,
    liveSince: undefined,
    liveInAll: undefined,
    late: undefined,
    checkWanted: undefined,
    history: [],
    nextNumber: 1,
    note: undefined,
    watchNote: undefined,
    handoffNote: undefined,
    unheard: undefined,
  };
}

/** What a runner reports of a build; `src/README.md` defines each. */
export const runnerStates = [
  'starting',
  'ready',
  'live',
  'unready',
  'late',
  'draining',
  'drained',
  'failed',
  'rolled-back',
  'exited',
] as const;

export type BuildFact =
  | ({
      readonly kind: 'packages.listed';
      readonly service: string;
      readonly list: SourceList;
      /** What was asked: by a build about its own source, or whether the source is another one than was built. */
      readonly by: 'build' | 'question';
      /** What is left out of the binary, in words; absent: nothing. */
      readonly notes?: readonly string[];
    } & SourceAnswer)
  /** The content of source files has changed; their paths are absolute. */
  | { readonly kind: 'source.changed'; readonly files: readonly string[] }
  /** How changes are noticed from now on; `detail` says why where files are polled. */
  | {
      readonly kind: 'watch.started';
      readonly mode: 'events' | 'polling';
      readonly detail: string | undefined;
    }
  | { readonly kind: 'build.started'; readonly service: string; readonly build: number }
  | {
      readonly kind: 'build.succeeded';
      readonly service: string;
      readonly build: number;
      /** The binary equals the one that runs: nothing to swap. */
      readonly unchanged: boolean;
      /** What `current` names now. */
      readonly current: number;
      readonly phasesMs: Build['phasesMs'];
      readonly path: BuildPath;
      readonly reason: string;
    }
  /** The source is that of a kept build, so nothing is compiled. It comes without `build.started`. */
  | {
      readonly kind: 'build.reused';
      readonly service: string;
      /** The number that a compiled one would have had. */
      readonly build: number;
      /** The kept build, which `current` names now. */
      readonly same: Build;
      /** The newest change that was looked at. */
      readonly requestedAt: number;
      readonly phasesMs: Build['phasesMs'];
    }
  | {
      readonly kind: 'build.failed';
      readonly service: string;
      readonly build: number;
      readonly errors: readonly BuildError[];
      readonly phasesMs: Build['phasesMs'];
    }
  | { readonly kind: 'build.cancelled'; readonly service: string; readonly build: number }
  /** Old builds were removed; these stay, newest first. */
  | { readonly kind: 'builds.pruned'; readonly service: string; readonly kept: readonly number[] }
  /** Where numbering goes on after a restart of the controller, and what `current` named then. */
  | {
      readonly kind: 'builds.recovered';
      readonly service: string;
      readonly nextNumber: number;
      readonly current: number | undefined;
      /** `current` names a build that somebody chose to stay with. */
      readonly pinned: boolean;
      /** Newest first; of the builds that are still kept. */
      readonly history: readonly Build[];
      /** `SourceAnswer.source` of each source that is known to give the build that is current. */
      readonly sources: readonly string[];
    }
  /** A runner's reports can't be read: neither from the container's log nor by asking it. */
  | {
      readonly kind: 'runner.unheard';
      readonly service: string;
      /** As in `runner.reported`. */
      readonly index?: number;
      readonly detail: string;
    }
  | {
      readonly kind: 'runner.reported';
      readonly service: string;
      /** Of the container in which it runs; absent: the first one. */
      readonly index?: number;
      readonly state: (typeof runnerStates)[number];
      readonly build: number | undefined;
      readonly previous: number | undefined;
      readonly durationMs: number | undefined;
      /** How builds really take over, which may be less than what was declared. */
      readonly handoff: Handoff | undefined;
      readonly detail: string | undefined;
      /** Of a process that has ended, with `failed` and `exited`. */
      readonly exitCode?: number;
      /** With `failed`: when the runner starts it again, for want of a better build. */
      readonly retryInMs?: number;
      /** Source around the place where a build that did not stay was last. */
      readonly excerpt?: BuildError['excerpt'];
    };
