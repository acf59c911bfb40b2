import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const documents = join(import.meta.dirname, 'v1/documents');
const schemas = join(import.meta.dirname, 'v1/schemas');

/** The files of what the first version of the contract answered: `MOMENT-NAME.json`. */
export const documentFiles: readonly string[] = readdirSync(documents);

/** The name of the schema that such a file is of. */
export function nameOf(file: string): string {
  return file.replace(/^[a-z]+-|\.json$/g, '');
}

/** What the first version of the contract answered. */
export function firstDocument(file: string): unknown {
  return JSON.parse(readFileSync(join(documents, file), 'utf8'));
}

/** What has a schema since the first version, or since it came. */
export const frozenNames: readonly string[] = readdirSync(schemas).map((file) => file.replace('.json', ''));

/** A schema as it was printed when it came. */
export function frozenSchema(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(schemas, `${name}.json`), 'utf8'));
}
