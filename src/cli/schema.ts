import { type SchemaName, schemaNames } from '../contract/schema-names.js';
import { SimError } from '../errors.js';
import { table } from '../outputs/text/table.js';
import { type CommandContext, printJson } from './context.js';

/** `sim schema [NAME]`: a shape of the contract as JSON Schema, or which there are. */
export async function schema(
  context: CommandContext,
  { name, json }: { name: string | undefined; json: boolean },
): Promise<number> {
  const all = Object.entries(schemaNames);
  if (name !== undefined) {
    if (!isKnown(name)) {
      const hint = `there are ${all.map(([each]) => each).join(', ')}`;
      throw new SimError('usage', `there is no schema '${name}'`, { hint });
    }
    printJson(context, (await import('../contract/schemas/schemas.js')).jsonSchemaOf(name));
  } else if (json) {
    printJson(context, { schema: 1, schemas: all.map(([each, of]) => ({ name: each, of })) });
  } else {
    context.stdout.write(`${table(['SCHEMA', 'OF'], all, context.paint)}\n`);
  }
  return 0;
}

function isKnown(name: string): name is SchemaName {
  return Object.hasOwn(schemaNames, name);
}
