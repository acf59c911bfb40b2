import { z } from 'zod';
import { type SchemaName, schemaNames } from '../schema-names.js';
import { buildsSchema } from './builds.js';
import { controllerSchema } from './controller.js';
import { environmentSchema } from './environment.js';
import { errorSchema } from './error.js';
import { logsSchema } from './logs.js';
import { acceptedSchema, upRequestSchema, wishSchema } from './requests.js';
import { secretsSchema } from './secrets.js';
import { statusSchema } from './status.js';
import { storySchema, whySchema } from './story.js';
import { topologySchema } from './topology.js';
import { traceSchema, tracesSchema } from './traces.js';
import { trafficSchema } from './traffic.js';
import { viewsSchema } from './views.js';

/** Every shape of the contract, by its name. */
export const schemas: Readonly<Record<SchemaName, z.ZodType>> = {
  status: statusSchema,
  topology: topologySchema,
  builds: buildsSchema,
  story: storySchema,
  environment: environmentSchema,
  views: viewsSchema,
  why: whySchema,
  logs: logsSchema,
  traces: tracesSchema,
  trace: traceSchema,
  traffic: trafficSchema,
  secrets: secretsSchema,
  controller: controllerSchema,
  error: errorSchema,
  up: upRequestSchema,
  wish: wishSchema,
  accepted: acceptedSchema,
};

/** One of them as JSON Schema, draft 2020-12. Fields that it does not name are allowed: later versions have more. */
export function jsonSchemaOf(name: SchemaName): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schemas[name], {
    target: 'draft-2020-12',
    io: 'input',
    override({ jsonSchema }) {
      // That a whole number is one that JavaScript can tell from the next says nothing here.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { $schema, title: name, description: schemaNames[name], ...rest };
}
