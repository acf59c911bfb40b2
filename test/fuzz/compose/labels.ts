/** Those that neither tool writes. */
export function ownLabels(
  labels: Readonly<Record<string, string>> | null | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels ?? {}).filter(([name]) => !/^(com\.docker\.compose|dev\.sim)\./.test(name)),
  );
}
