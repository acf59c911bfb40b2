/** What people read, and what is measured: another value may tell the same, so only that there is one counts. */
const told: ReadonlySet<string> = new Set([
  ...[
    'cause',
    'text',
    'detail',
    'agentDetail',
    'waitsFor',
    'lacks',
    'blind',
    'note',
    'reason',
    'trouble',
    'edit',
  ],
  ...['hint', 'message', 'evidence', 'by', 'p50Ms', 'p95Ms', 'p99Ms', 'revision'],
]);
/** Stories: more may be told, so only their first item is compared. */
const stories: ReadonlySet<string> = new Set(['entries', 'history']);

/** Where a document no longer says what it said: a line each, by the place. What was added is no matter. */
export function lost(before: unknown, after: unknown, place = ''): readonly string[] {
  const name =
    place
      .split('.')
      .at(-1)
      ?.replace(/\[\d+\]$/, '') ?? '';
  if (Array.isArray(before) && Array.isArray(after)) return lostItems(before, after, { place, name });
  if (isRecord(before) && isRecord(after)) {
    return Object.entries(before).flatMap(([key, value]) =>
      key in after ? lost(value, after[key], `${place}.${key}`) : [`${place}.${key} is gone`],
    );
  }
  const same = told.has(name) ? kindOf(before) === kindOf(after) : before === after;
  return same ? [] : [`${place} was ${JSON.stringify(before)}, and is ${JSON.stringify(after)}`];
}

function lostItems(
  before: readonly unknown[],
  after: readonly unknown[],
  { place, name }: { readonly place: string; readonly name: string },
): readonly string[] {
  if (told.has(name) || stories.has(name)) {
    if (before.length > 0 !== after.length > 0) return [`${place} is empty, or is no longer`];
    return told.has(name) || before.length === 0 ? [] : lost(before[0], after[0], `${place}[0]`);
  }
  if (before.length !== after.length) {
    return [`${place} had ${before.length} items, and has ${after.length}`];
  }
  return before.flatMap((item, index) => lost(item, after[index], `${place}[${index}]`));
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
