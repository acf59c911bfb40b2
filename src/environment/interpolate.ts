/**
 * Fills in `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME-default}` as Compose does. Only for finding included files;
 * every value that matters is interpolated by Compose itself.
 */
export function interpolate(text: string, variables: Readonly<Record<string, string | undefined>>): string {
  return text.replace(
    /\$\$|\$(\w+)|\$\{(\w+)(?:(:?-)([^}]*))?[^}]*\}/g,
    (
      match,
      plain: string | undefined,
      braced: string | undefined,
      operator: string | undefined,
      fallback,
    ) => {
      if (match === '$$') return '$';
      const value = variables[plain ?? braced ?? ''];
      if (operator === ':-') return value === undefined || value === '' ? fallback : value;
      return value ?? fallback ?? '';
    },
  );
}

/** Text that Compose's interpolation leaves as it is. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
