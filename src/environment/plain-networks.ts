/** A network of which nothing but its name is declared. */
export interface PlainNetwork {
  /** As Compose files call it. */
  readonly key: string;
  /** As the engine calls it. */
  readonly name: string;
  /** The user's own. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The networks that anybody would create as Compose does, out of what `readComposeOutput` gives: no driver, no addresses, nothing
 * external.
 */
export function plainNetworks(output: unknown): readonly PlainNetwork[] {
  return Object.entries(tableOf(tableOf(output).networks)).flatMap(([key, network]) => {
    const { name, labels = {}, ipam = {}, ...more } = tableOf(network);
    const isPlain = typeof name === 'string' && isEmpty(ipam) && isEmpty(more) && areLabels(labels);
    return isPlain ? [{ key, name, labels }] : [];
  });
}

function tableOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && (value === null || Object.keys(value).length === 0);
}

function areLabels(value: unknown): value is Readonly<Record<string, string>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    // Numbers are put into another order here than Compose puts them.
    Object.entries(value).every(([key, each]) => typeof each === 'string' && !/^\d+$/.test(key))
  );
}
