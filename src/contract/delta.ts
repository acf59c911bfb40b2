/**
 * The difference between two values of plain JSON. The values share structure: a part that has not changed is the same object, so that
 * comparing it costs one step. A slow subscriber gets one delta, from what it saw last to what is true now.
 */
export type Delta =
  /** Another value in the place of the old one. */
  | { readonly set: unknown }
  /** An object in which the fields `in` have changed or are new, and those in `gone` are gone. */
  | { readonly in: Readonly<Record<string, Delta>>; readonly gone?: readonly string[] }
  /** A list that lost `drop` items in front and gained `push` behind. */
  | { readonly drop: number; readonly push: readonly unknown[] }
  /** A list in which some items have changed; the keys are their indices. */
  | { readonly at: Readonly<Record<string, Delta>> };

/** The delta that makes `after` of `before`; `undefined` where they are equal. */
export function diff(before: unknown, after: unknown): Delta | undefined {
  if (Object.is(before, after)) return undefined;
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(before, after);
  if (isRecord(before) && isRecord(after)) return diffRecords(before, after);
  return { set: after };
}

function diffLists(before: readonly unknown[], after: readonly unknown[]): Delta | undefined {
  const first = after[0];
  const drop = after.length === 0 ? -1 : before.indexOf(first);
  const kept = before.length - drop;
  const shifted =
    drop >= 0 && kept <= after.length && before.slice(drop).every((item, i) => after[i] === item);
  if (shifted) return { drop, push: after.slice(kept) };
  // Where nothing stayed in its place the list is another one.
  const staysInPart = before.length === 1 || before.some((item, i) => after[i] === item);
  return before.length === after.length && staysInPart ? diffItems(before, after) : { set: after };
}

function diffItems(before: readonly unknown[], after: readonly unknown[]): Delta | undefined {
  const changed = after.flatMap((item, index) => {
    const delta = diff(before[index], item);
    return delta === undefined ? [] : [[String(index), delta] as const];
  });
  return changed.length === 0 ? undefined : { at: Object.fromEntries(changed) };
}

function diffRecords(before: Record<string, unknown>, after: Record<string, unknown>): Delta | undefined {
  const changed: Record<string, Delta> = {};
  const gone: string[] = [];
  for (const key of Object.keys(after)) {
    // JSON has no `undefined`: such a field is the same as none.
    if (after[key] === undefined) {
      if (before[key] !== undefined) gone.push(key);
      continue;
    }
    const delta = key in before ? diff(before[key], after[key]) : { set: after[key] };
    if (delta !== undefined) changed[key] = delta;
  }
  for (const key of Object.keys(before)) if (!(key in after)) gone.push(key);
  if (gone.length > 0) return { in: changed, gone };
  return Object.keys(changed).length > 0 ? { in: changed } : undefined;
}

/** The value that a delta makes of `before`, which stays as it is; the parts that did not change are shared. */
export function applyDelta(before: unknown, delta: Delta): unknown {
  if ('set' in delta) return delta.set;
  if ('drop' in delta) return [...(Array.isArray(before) ? before.slice(delta.drop) : []), ...delta.push];
  if ('at' in delta) {
    const items: readonly unknown[] = Array.isArray(before) ? before : [];
    return items.map((item, index) => {
      const inner = delta.at[index];
      return inner === undefined ? item : applyDelta(item, inner);
    });
  }
  const after: Record<string, unknown> = { ...(isRecord(before) ? before : {}) };
  for (const [key, inner] of Object.entries(delta.in)) after[key] = applyDelta(after[key], inner);
  for (const key of delta.gone ?? []) delete after[key];
  return after;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
