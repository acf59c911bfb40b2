/** A moment (milliseconds since the epoch) as the contract writes it: ISO 8601 in UTC; null where there is none. */
export function momentOf(at: number): string;
export function momentOf(at: number | undefined): string | null;
export function momentOf(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
