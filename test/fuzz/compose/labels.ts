/** Those that neither tool writes. */
export function ownLabels(
  labels: Readonly<Record<string, string>> | null | undefined,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels ?? {}).filter(([name]) => !/^(com\.docker\.compose|dev\.sim)\./.test(name)),
  );
}

/** Where a volume without a name is mounted, `service:path`, by the label of the one that Sim made for it. */
export function unnamedPlace(
  labels: Readonly<Record<string, string>> | null | undefined,
): string | undefined {
  return labels?.['dev.sim.unnamed'];
}
