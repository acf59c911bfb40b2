/** When a registry is asked for the image of a service, as Compose's `pull_policy` says it. */
export type PullPolicy =
  | { readonly kind: 'always' | 'never' | 'missing' | 'build' }
  /** Asked again when what is here was tagged longer ago: `daily`, `weekly`, `every_12h`. */
  | { readonly kind: 'refresh'; readonly everyMs: number };

const unitsMs: Readonly<Record<string, number>> = {
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1000,
};

/** Reads `pull_policy`; `undefined` where nothing is said. A word that Compose lets pass and does not know counts as `missing` there. */
export function pullPolicyOf(text: string | null | undefined): PullPolicy | undefined {
  switch (text) {
    case undefined:
    case null:
    case '':
      return undefined;
    case 'always':
    case 'never':
    case 'build':
      return { kind: text };
    case 'daily':
      return { kind: 'refresh', everyMs: unitsMs.d ?? 0 };
    case 'weekly':
      return { kind: 'refresh', everyMs: unitsMs.w ?? 0 };
    default:
      return every(text) ?? { kind: 'missing' };
  }
}

function every(text: string): PullPolicy | undefined {
  const duration = /^every_((?:\d+[wdhms])+)$/.exec(text)?.[1];
  if (duration === undefined) return undefined;
  const parts = [...duration.matchAll(/(\d+)([wdhms])/g)];
  const everyMs = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (unitsMs[unit ?? ''] ?? 0),
    0,
  );
  return { kind: 'refresh', everyMs };
}
