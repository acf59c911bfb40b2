/** Of several lines those that tell something which was not said yet: neither in `said` nor in a line before. */
export function unsaid(
  lines: readonly string[],
  said: readonly (string | null | undefined)[],
): readonly string[] {
  const told = said.flatMap((text) => (typeof text === 'string' ? [essence(text)] : []));
  return lines.filter((text) => {
    const words = essence(text);
    if (words === '' || told.some((before) => before.includes(words))) return false;
    told.push(words);
    return true;
  });
}

/** A text without what only dresses it: time stamps, level, quotes and blanks. */
function essence(text: string): string {
  return withoutTime(detailOf(text) ?? text)
    .replace(/^\s*(\[\d+\]\s*)?(ERROR|FATAL|PANIC|WARN(ING)?|INFO|LOG):?\s+/i, '')
    .replace(/['"\s]+/g, ' ')
    .trim();
}

/** What a runner reports in JSON of its service. */
function detailOf(text: string): string | undefined {
  if (!text.startsWith('{"sim":')) return undefined;
  try {
    const report: unknown = JSON.parse(text);
    const told =
      typeof report === 'object' && report !== null && 'detail' in report ? report.detail : undefined;
    return typeof told === 'string' ? told : undefined;
  } catch {
    return undefined;
  }
}

// RFC 3339 and its kin, Go's `log`, Redis' `1:M 14 Mar 2026 …`, nginx' error log, a time of day alone.
const time = '\\d{2}:\\d{2}:\\d{2}(?:[.,]\\d+)?';
const dates = [
  `\\d{4}-\\d{2}-\\d{2}[T ]${time}(?: ?(?:Z|UTC|[+-]\\d{2}:?\\d{2}))?`,
  `\\d{4}/\\d{2}/\\d{2} ${time}`,
  `\\d{1,2} [A-Z][a-z]{2} \\d{4} ${time}`,
  `\\d{1,2}/[A-Z][a-z]{2}/\\d{4}:${time}(?: [+-]\\d{4})?`,
  time,
];
const leadingTime = new RegExp(`^\\s*(?:\\d+:[A-Z] )?\\[?(?:${dates.join('|')})\\]?(?=\\s|$)`);

/** Whether a line says by itself when it was written. */
export function beginsWithTime(text: string): boolean {
  return leadingTime.test(text);
}

/** The line without the time that it begins with. */
export function withoutTime(text: string): string {
  return text.replace(leadingTime, '').trimStart();
}
