/** The one line of a failed run that says most: Compose's own last words, without its progress. */
export function complaint(lines: readonly string[], verb: string): string {
  const words = lines.map((line) => line.trim()).filter((line) => line !== '');
  const error = words.findLast((line) =>
    /^Error response from daemon:|^failed to solve|\bERROR\b/.test(line),
  );
  const said = (error ?? words.at(-1))?.replace(/^Error response from daemon: /, '');
  return said === undefined ? `docker compose ${verb} failed and said nothing` : said;
}

/** The end of an output. */
export function lastLines(lines: readonly string[], count: number): string {
  return lines.slice(-count).join('\n').trim();
}
