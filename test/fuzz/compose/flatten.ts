/** A tree as paths and texts; lists are one text each, empty things are left out. */
export function flatten(value: unknown, path = ''): Record<string, string> {
  if (value === undefined || value === null || value === '') return {};
  if (Array.isArray(value)) return value.length === 0 ? {} : { [path]: JSON.stringify(value) };
  if (typeof value !== 'object') return { [path]: String(value) };
  return Object.assign(
    {},
    ...Object.entries(value).map(([key, inner]) => flatten(inner, path === '' ? key : `${path}.${key}`)),
  );
}

/** A list whose order says nothing, as text. */
export function sorted(values: readonly string[]): string {
  return JSON.stringify(values.toSorted());
}
