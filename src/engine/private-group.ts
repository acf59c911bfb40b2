import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/** A user as the system knows them. */
export interface User {
  readonly username: string;
  readonly gid: number;
}

/**
 * The id of the group that may use an engine which this user has root start: their own, where nobody else is in it. `undefined` where
 * there is no such group, or the engine has its own idea: the group `docker`.
 */
export function privateGroup(
  { username, gid }: User = userInfo(),
  files = { groups: '/etc/group', users: '/etc/passwd' },
): string | undefined {
  const groups = linesOf(files.groups);
  if (gid === 0 || groups.some(([name]) => name === 'docker')) return undefined;
  const [name, , , members = ''] = groups.find(([, , id]) => id === String(gid)) ?? [];
  const others = members.split(',').filter((member) => member !== '' && member !== username);
  // Whose own group it is appears among its members nowhere.
  const owners = linesOf(files.users).filter(([, , , id]) => id === String(gid));
  const isTheirs = name === username && others.length === 0 && owners.every(([owner]) => owner === username);
  return isTheirs ? String(gid) : undefined;
}

function linesOf(file: string): readonly (readonly string[])[] {
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    // Then the engine finds no group either.
    return [];
  }
}
