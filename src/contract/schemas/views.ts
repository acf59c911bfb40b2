import { z } from 'zod';
import { buildsSchema } from './builds.js';
import { environmentSchema } from './environment.js';
import { schema } from './fields.js';
import { statusSchema } from './status.js';
import { storySchema } from './story.js';
import { topologySchema } from './topology.js';

/** All that a view shows: what `GET /v1/views` answers, and what its stream begins with. */
export const viewsSchema = z.object({
  schema,
  revision: z.int().describe('Grows when anything of the views changes, and only then'),
  environment: environmentSchema,
  status: statusSchema,
  topology: topologySchema,
  builds: buildsSchema,
  story: storySchema,
});
