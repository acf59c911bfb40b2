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

/** A shape of the contract as JSON Schema, draft 2020-12. It allows fields that it does not name, for later versions may add some. */
export function jsonSchemaOf(name: SchemaName): Readonly<Record<string, unknown>> {
  const { $schema, ...rest } = z.toJSONSchema(schemas[name], {
    target: 'draft-2020-12',
    io: 'input',
    override({ jsonSchema }) {
      // zod adds the limits of JavaScript's whole numbers, which say nothing about the contract.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return { $schema, title: name, description: schemaNames[name], ...rest };
}
