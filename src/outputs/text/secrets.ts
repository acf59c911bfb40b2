import type { Secrets } from '../../contract/controller.js';
import type { Paint } from './paint.js';
import { table } from './table.js';

/** The passwords and keys of each service, for people who asked for them. */
export function secretsText(secrets: Secrets, paint: Paint): string {
  const rows = Object.entries(secrets).flatMap(([service, all]) =>
    all.map(({ name, value }) => [service, name, value]),
  );
  return rows.length === 0 ? 'no service has a secret' : table(['SERVICE', 'SECRET', 'VALUE'], rows, paint);
}
