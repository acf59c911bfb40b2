import type { Program } from './program.js';

/** Folders that say what a program is for everybody, and not which one. */
const common = /^(cmd|main|app|src|server|service|svc|bin|\.|v\d+)$/;

/** A name for each program's service, as people would call it: that of its folder, or of the first folder above that says more. */
export function serviceNames(programs: readonly Program[], repository: string): ReadonlyMap<Program, string> {
  const names = new Map<Program, string>();
  const used = new Set<string>();
  for (const program of programs) {
    const candidates = candidatesFor(program, repository);
    const [first = 'app'] = candidates;
    let name = candidates.find((one) => !used.has(one)) ?? first;
    for (let count = 2; used.has(name); count += 1) name = `${first}-${count}`;
    used.add(name);
    names.set(program, name);
  }
  return names;
}

function candidatesFor({ folder, importPath }: Program, repository: string): readonly string[] {
  const steps = folder.split('/').map(plain);
  const telling = steps.filter((step) => step !== '' && !common.test(step));
  const last = telling.at(-1);
  // cmd/server of a repository is the server, and services/orders/cmd/server is orders.
  const only =
    telling.length === 0
      ? [steps.at(-1)].filter((step) => step !== undefined && !/^(cmd|src|bin|\.|)$/.test(step))
      : [];
  const ofModule = importPath
    .split('/')
    .map(plain)
    .filter((step) => step !== '' && !common.test(step))
    .at(-1);
  return [
    ...(last === undefined ? [] : [last, telling.slice(-2).join('-')]),
    ...only,
    ...(ofModule === undefined ? [] : [ofModule]),
    plain(repository.split('/').at(-1) ?? ''),
  ].filter((name): name is string => name !== undefined && name !== '');
}

function plain(step: string): string {
  return step
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[^a-z.]+|-+$/g, '')
    .replace(/(?!^)\./g, '-');
}
