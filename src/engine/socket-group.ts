import { readFileSync } from 'node:fs';

/**
 * The id of the group that may use an engine which somebody starts by sudo: their own, where it is theirs alone. `undefined`: the
 * engine's own choice, the group `docker`, where there is one.
 */
export function socketGroup(
  { SUDO_USER: user, SUDO_GID: id }: NodeJS.ProcessEnv,
  groupsFile = '/etc/group',
): string | undefined {
  const groups = readGroups(groupsFile);
  if (user === undefined || user === 'root' || groups.some(({ name }) => name === 'docker')) return undefined;
  const own = groups.find((group) => group.id === id);
  return own?.name === user && own.others.length === 0 ? own.id : undefined;
}

interface Group {
  readonly name: string;
  readonly id: string;
  readonly others: readonly string[];
}

function readGroups(file: string): readonly Group[] {
  let text = '';
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    // Then the engine finds no group either.
  }
  return text.split('\n').flatMap((line) => {
    const [name, , id, members = ''] = line.split(':');
    if (name === undefined || id === undefined) return [];
    const others = members.split(',').filter((member) => member !== '' && member !== name);
    return [{ name, id, others }];
  });
}
