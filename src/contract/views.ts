import type { z } from 'zod';
import type { Immutable } from './immutable.js';
import type { buildsSchema } from './schemas/builds.js';
import type { environmentSchema, removalSchema } from './schemas/environment.js';
import type { check, placedError, rates } from './schemas/fields.js';
import type { serviceSchema } from './schemas/service.js';
import type { statusSchema } from './schemas/status.js';
import type { storySchema, whySchema } from './schemas/story.js';
import type { topologySchema } from './schemas/topology.js';
import type { viewsSchema } from './schemas/views.js';

/** All views of an environment at one moment. A part that has not changed since the moment before is the same object. */
export type Views = Immutable<z.infer<typeof viewsSchema>>;
/** One of the documents that `Views` holds. */
export type ViewName = Exclude<keyof Views, 'schema' | 'revision'>;

/** The environment as a whole. */
export type EnvironmentView = Immutable<z.infer<typeof environmentSchema>>;
export type Removal = Immutable<z.infer<typeof removalSchema>>;

/** What `status --json` prints. */
export type StatusView = Immutable<z.infer<typeof statusSchema>>;
export type ServiceView = Immutable<z.infer<typeof serviceSchema>>;
export type InstanceView = ServiceView['instances'][number];
export type CodeView = NonNullable<ServiceView['code']>;
export type ProbeView = NonNullable<ServiceView['probe']>;
export type PathStep = StatusView['criticalPath'][number];

/** What `topology --format json` prints. */
export type TopologyView = Immutable<z.infer<typeof topologySchema>>;
export type TopologyNode = TopologyView['nodes'][number];
export type TopologyEdge = TopologyView['edges'][number];
export type Rates = Immutable<z.infer<typeof rates>>;

/** What `builds --json` prints. */
export type BuildsView = Immutable<z.infer<typeof buildsSchema>>;
export type ServiceBuildsView = BuildsView['services'][number];
export type BuildView = ServiceBuildsView['builds'][number];
export type BuildError = Immutable<z.infer<typeof placedError>>;
export type CheckView = Immutable<z.infer<typeof check>>;

/** What was done or seen in the environment, and why. */
export type StoryView = Immutable<z.infer<typeof storySchema>>;
export type StoryEntry = StoryView['entries'][number];
/** The chain of causes of one service's state, which `why --json` prints. */
export type WhyView = Immutable<z.infer<typeof whySchema>>;
