import type {
  Dependency,
  DependencyCondition,
  Handoff,
  ServiceDefinition,
} from '../../../src/environment/environment.js';
import { definition } from '../../fakes/environment.js';
import type { Random } from '../random.js';

/** A service as a course declares it. */
export interface CourseService {
  readonly name: string;
  readonly dependsOn: readonly Dependency[];
  readonly hasHealthCheck: boolean;
  /** It has done its work when it ends with 0; every other end is one too many. */
  readonly oneShot: boolean;
  readonly replicas: number;
  /** The engine starts it again when it has ended by itself. */
  readonly restarts: boolean;
  /** The environment is ready without it. */
  readonly background: boolean;
  /** How a new build of it takes over; `undefined`: it is not rebuilt. */
  readonly handoff: Handoff | undefined;
  /** Only Compose can start or stop it. */
  readonly throughCompose: boolean;
}

/** How the call that is next in its order goes on: as asked, refused by the engine or Compose, or without an answer. */
export type How = 'goes' | 'is refused' | 'is not answered';

/** What happens next. `pick` and `service` count round and round, so that a step means something in every shorter course too. */
export type Step =
  /** One of the calls that are under way gets a little further. */
  | { readonly do: 'call'; readonly pick: number; readonly how: How }
  /** `index`: of one container; absent: of all. */
  | {
      readonly do: 'wish';
      readonly wish: 'start' | 'stop' | 'restart';
      readonly service: number;
      readonly index?: number;
    }
  | { readonly do: 'scale'; readonly service: number; readonly replicas: number }
  | { readonly do: 'edit'; readonly service: number; readonly quality: Quality }
  | { readonly do: 'code'; readonly wish: 'rebuild' | 'unpin'; readonly service: number }
  | { readonly do: 'pin'; readonly service: number; readonly pick: number }
  | { readonly do: 'up' }
  | { readonly do: 'down' }
  | { readonly do: 'container'; readonly what: Mishap; readonly service: number; readonly pick: number }
  /** It is gone, alone or with all that ran; or it is back. */
  | { readonly do: 'engine'; readonly what: 'goes' | 'goes with all' | 'comes back' }
  /** The controller is killed and another `up` comes; with `finishes` the engine still does what it was asked for. */
  | { readonly do: 'crash'; readonly finishes: boolean }
  | { readonly do: 'wait'; readonly ms: number };

/** What becomes of source: it compiles and runs, the compiler refuses it, or it does not come up, everywhere or in containers of even numbers. */
export type Quality = 'good' | 'broken' | 'refused' | 'refused by some';

/** What happens to a container from outside. */
export type Mishap =
  | 'ends'
  | 'fails'
  | 'is removed'
  | 'is paused'
  | 'runs on'
  | 'is healthy'
  | 'is unhealthy';

/** A few services, and what happens to them. */
export interface Course {
  readonly services: readonly CourseService[];
  readonly steps: readonly Step[];
}

const names = ['a', 'b', 'c', 'd'];

/** A course of so many steps; the same for the same dice. */
export function createCourse(random: Random, steps: number): Course {
  const services: CourseService[] = [];
  for (const name of names.slice(0, 1 + random.below(names.length))) {
    services.push(createService(random, name, services));
  }
  return { services, steps: Array.from({ length: steps }, () => createStep(random)) };
}

function createService(random: Random, name: string, before: readonly CourseService[]): CourseService {
  const handoff = random.chance(0.3) ? random.pick(['http', 'restart'] as const) : undefined;
  const oneShot = handoff === undefined && random.chance(0.25);
  return {
    name,
    dependsOn: random.some(before, 0.4).map((other) => ({
      service: other.name,
      condition: conditionFor(random, other),
      required: random.chance(0.85),
      restart: random.chance(0.2),
    })),
    handoff,
    hasHealthCheck: handoff !== undefined || (!oneShot && random.chance(0.4)),
    oneShot,
    replicas: random.chance(0.08) ? 0 : random.chance(0.35) ? 2 + random.below(2) : 1,
    restarts: !oneShot && random.chance(0.3),
    background: random.chance(0.1),
    throughCompose: handoff === undefined && random.chance(0.12),
  };
}

/** One that can come true. */
function conditionFor(random: Random, { oneShot, hasHealthCheck }: CourseService): DependencyCondition {
  if (oneShot && random.chance(0.7)) return 'service_completed_successfully';
  return hasHealthCheck && random.chance(0.7) ? 'service_healthy' : 'service_started';
}

function createStep(random: Random): Step {
  const service = random.below(names.length);
  const dice = random.below(100);
  if (dice < 60) {
    const how = random.chance(0.06) ? 'is refused' : random.chance(0.03) ? 'is not answered' : 'goes';
    return { do: 'call', pick: random.below(8), how };
  }
  if (dice < 71) {
    const wish = random.pick(['start', 'stop', 'restart'] as const);
    return { do: 'wish', wish, service, ...(random.chance(0.3) ? { index: 1 + random.below(3) } : {}) };
  }
  if (dice < 74) return { do: 'scale', service, replicas: random.below(4) };
  if (dice < 76) return codeStep(random, service);
  if (dice < 77) return { do: 'up' };
  if (dice < 79) return { do: 'down' };
  if (dice < 91) {
    return { do: 'container', what: random.pick(mishaps), service, pick: random.below(3) };
  }
  if (dice < 95)
    return { do: 'engine', what: random.pick(['goes', 'goes with all', 'comes back', 'comes back']) };
  if (dice < 97) return { do: 'crash', finishes: random.chance(0.5) };
  return { do: 'wait', ms: random.pick([10, 1_000, 20_000]) };
}

function codeStep(random: Random, service: number): Step {
  if (random.chance(0.75)) {
    const quality = random.pick(['good', 'good', 'good', 'broken', 'refused', 'refused by some'] as const);
    return { do: 'edit', service, quality };
  }
  if (random.chance(0.3)) return { do: 'pin', service, pick: random.below(4) };
  return { do: 'code', wish: random.pick(['rebuild', 'unpin']), service };
}

const mishaps: readonly Mishap[] = [
  'ends',
  'fails',
  'is removed',
  'is paused',
  'runs on',
  'is healthy',
  'is unhealthy',
];

/** Where the source of a service lies. */
export function folderOf(service: string): string {
  return `/shop/${service}`;
}

/** What a controller gets to know of a service. */
export function definitionOf(service: CourseService): ServiceDefinition {
  const { name, dependsOn, hasHealthCheck, oneShot, replicas, background, throughCompose, handoff } = service;
  return definition(name, {
    hasHealthCheck,
    oneShot,
    replicas,
    dependsOn,
    background,
    go: handoff === undefined ? undefined : { directory: folderOf(name), handoff },
    startsThroughCompose: throughCompose,
    stopsThroughCompose: throughCompose,
  });
}
