/**
 * A value equal to `after` in which every part that equals the part of `before` is that same object. Both are plain JSON. Whoever compares
 * by identity then sees that a value which was derived anew has not changed.
 */
export function shared<T>(before: unknown, after: T): T;
export function shared(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) return sharedList(before, after);
  if (isRecord(before) && isRecord(after)) return sharedRecord(before, after);
  return after;
}

function sharedList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const made = after.map((item, index) => shared(before[index], item));
  return made.length === before.length && made.every((item, index) => Object.is(item, before[index]))
    ? before
    : made;
}

function sharedRecord(before: Record<string, unknown>, after: Record<string, unknown>): unknown {
  const keys = Object.keys(after);
  let same = keys.length === Object.keys(before).length;
  const made: Record<string, unknown> = {};
  for (const key of keys) {
    made[key] = shared(before[key], after[key]);
    same &&= key in before && Object.is(made[key], before[key]);
  }
  return same ? before : made;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
