import type { serviceWords } from '../../contract/known-words.js';
import type { ServiceKind } from '../../environment/environment.js';
import type { BuildError } from '../builds/build-error.js';
import type { Build } from '../builds/builds.js';
import type { Check } from '../checks/checks.js';
import type { ConfigChange } from '../configuration/configuration.js';
import type { StandIn } from '../images/images.js';
import type { Health, Probe } from '../instances/container.js';
import type { Rates } from '../traffic/traffic.js';

/** What one service is doing, in one word. `src/README.md` defines each. */
export type ServiceWord = (typeof serviceWords)[number];

/** Which code of a `go` service answers, and whether that is the newest. */
export interface CodeView {
  /** The build that answers requests; `undefined` before the first. */
  readonly live: number | undefined;
  readonly liveSince: number | undefined;
  /** The newest build, whatever its outcome; where its binary equals an older one, that older build. */
  readonly latest: Build | undefined;
  /** `src/README.md` defines each. */
  readonly state: 'none' | 'building' | 'live' | 'stale' | 'pinned';
  /** Of the newest build, where it failed. */
  readonly errors: readonly BuildError[];
  /** What failed of the newest build: its compilation (`build`), or its start; `undefined`: nothing. */
  readonly failed: 'build' | 'start' | undefined;
  /** The build now under way, with its cause. */
  readonly building: Build | undefined;
  /** Checks of the live build; empty unless the newest source answers. */
  readonly checks: readonly Check[];
  readonly note: string | undefined;
  /** What the newest build answers its runner, where it runs and is not ready in time; the runner asks on. `undefined`: it was in time. */
  readonly late: string | undefined;
  /** Why it is not known which build answers; `undefined` where it is. */
  readonly unheard: string | undefined;
}

/** One container of a service, as the views tell it. */
export interface InstanceView {
  /** As Compose numbers it. */
  readonly index: number;
  readonly container: { readonly id: string; readonly name: string };
  readonly state: ServiceWord;
  readonly health: Health;
  readonly ready: boolean;
  /** Why it is in this state, as of a service. */
  readonly cause: string | undefined;
  /** The build that answers in it; `undefined`: none, or it is no `go` service. */
  readonly build: number | undefined;
  /** Network name -> address inside it. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly urls: readonly { readonly label: string; readonly url: string }[];
  readonly restarts: number;
  /** Milliseconds since the epoch when it became ready, or its container started. */
  readonly since: number | undefined;
}

/** One service, as the views tell it; `document.ts` makes the contract's form of it. Times are milliseconds since the epoch. */
export interface ServiceView {
  readonly name: string;
  readonly stack: string;
  readonly kind: ServiceKind;
  readonly internal: boolean;
  readonly background: boolean;
  readonly state: ServiceWord;
  readonly health: Health;
  readonly ready: boolean;
  /** Why it is in this state, for people: the blocker, the failing probe, the compile error, the effect's cause. */
  readonly cause: string | undefined;
  /** Milliseconds since the epoch when it became ready, or its container started. */
  readonly since: number | undefined;
  readonly image: {
    readonly reference: string | undefined;
    readonly source: string | undefined;
    /** The digest in the registry; `undefined` where the image came from none. */
    readonly digest: string | undefined;
    /** The images that stand in for others: the service's own, or bases of its build. */
    readonly standIns: readonly StandIn[];
    /** Why the image that the newest `up` asked for could not be had, so that what runs is older; `undefined`: it could. */
    readonly refused: string | undefined;
  };
  readonly urls: readonly { readonly label: string; readonly url: string }[];
  /** How many of its containers are wanted, and how many of these are ready, or done. */
  readonly replicas: { readonly wanted: number; readonly ready: number };
  /** Each container with its own state, by index. */
  readonly instances: readonly InstanceView[];
  readonly containers: readonly {
    readonly id: string;
    readonly name: string;
    readonly status: string;
    readonly startedAt: number | undefined;
    readonly restarts: number;
    readonly exitCode: number | undefined;
  }[];
  readonly probe: Probe | undefined;
  /** The last log lines, when it failed. */
  readonly evidence: readonly string[];
  /** How often it ended by itself, one end soon after the other; `undefined`: never. `withinMs`: from the first of these ends until now. */
  readonly ends:
    | { readonly count: number; readonly lastCode: number | undefined; readonly withinMs: number }
    | undefined;
  readonly code: CodeView | undefined;
  /** The newest edit of its mounted configuration; `undefined`: none since the controller began. */
  readonly configuration: ConfigChange | undefined;
  readonly rates: Rates | undefined;
  /** What the author of its declaration has to know, in sentences, whatever its state. */
  readonly remarks: readonly string[];
}
