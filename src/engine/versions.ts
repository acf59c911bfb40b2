/** The leading numbers of a version: `v2.26.1-4` is `[2, 26, 1]`. */
function numbersOf(version: string): readonly number[] {
  const found = /\d+(?:\.\d+)*/.exec(version);
  return found === null ? [] : found[0].split('.').map(Number);
}

/** Whether `version` is `minimum` or newer; what follows the numbers doesn't count. An unreadable version is too old. */
export function isAtLeast(version: string, minimum: string): boolean {
  const have = numbersOf(version);
  if (have.length === 0) return false;
  for (const [index, wanted] of numbersOf(minimum).entries()) {
    const part = have[index] ?? 0;
    if (part !== wanted) return part > wanted;
  }
  return true;
}
