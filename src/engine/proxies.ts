/** The user's proxies, under the names that programs look for. */
export function proxyVariables(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      /^(https?|all|no)_proxy$/i.test(name) && value !== undefined ? [[name, value]] : [],
    ),
  );
}
