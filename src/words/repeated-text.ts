/** What may have come more than once. */
interface Repeated {
  readonly text: string;
  /** How often in all, and when last; none where once. */
  readonly repeats?: { readonly count: number; readonly lastAt: number } | null | undefined;
}

/** The text of an entry with how often and until when it came: `build 1 did not come up ×8, last 02:35:27: exit status 1`. */
export function repeatedText({ text, repeats }: Repeated, timeOf: (at: number) => string): string {
  if (repeats === undefined || repeats === null) return text;
  const head = text.indexOf(': ');
  const end = head < 0 ? text.length : head;
  return `${text.slice(0, end)} ×${repeats.count}, last ${timeOf(repeats.lastAt)}${text.slice(end)}`;
}
