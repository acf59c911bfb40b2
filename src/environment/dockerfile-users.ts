import { shellCommands } from './shell-commands.js';

/** Numbers of users and groups by their names; a name whose number is not told has `undefined`. */
export interface Users {
  readonly users: Readonly<
    Record<string, { readonly uid: number | undefined; readonly gid: number | undefined }>
  >;
  readonly groups: Readonly<Record<string, number | undefined>>;
}

/** Those that the bases of Go's images have. */
export const commonUsers: Users = {
  users: {
    root: { uid: 0, gid: 0 },
    nobody: { uid: 65534, gid: 65534 },
    nonroot: { uid: 65532, gid: 65532 },
  },
  groups: { root: 0, nobody: 65534, nogroup: 65534, nonroot: 65532 },
};

/** What a RUN adds to them, by `adduser`, `useradd`, `addgroup` and `groupadd` of Debian and busybox. */
export function withUsersOf(script: string, before: Users): Users {
  let { users, groups } = before;
  for (const words of shellCommands(script, {}, 'unknown').commands) {
    const at = words.findIndex(({ text }) => /^(?:.*\/)?(?:adduser|useradd|addgroup|groupadd)$/.test(text));
    if (at === -1) continue;
    const options = optionsOf(words.slice(at + 1).map(({ text }) => text));
    const [name, second] = options.names;
    if (name === undefined) continue;
    if (/group/.test(words[at]?.text ?? '')) {
      groups = { ...groups, [name]: options.gid ?? (options.system ? undefined : firstFree) };
      continue;
    }
    const group = options.group ?? (name in users ? second : undefined);
    // Who is there already joins another group, which changes no number.
    if (name in users && options.uid === undefined) continue;
    const uid = options.uid ?? (options.system ? undefined : firstFree);
    const gid = group === undefined ? uid : /^\d+$/.test(group) ? Number(group) : groups[group];
    users = { ...users, [name]: { uid, gid } };
    if (group === undefined) groups = { ...groups, [name]: uid };
  }
  return { users, groups };
}

/** Where people's accounts begin, in Debian and Alpine. */
const firstFree = 1000;

interface Options {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly group: string | undefined;
  readonly system: boolean;
  readonly names: readonly string[];
}

/** Options that take a value and say nothing here. */
const others =
  /^(?:-[hsckdeKp]|--(?:home|shell|gecos|comment|home-dir|base-dir|groups|password|firstuid|lastuid))$/;

function optionsOf(words: readonly string[]): Options {
  let [uid, gid, group, system]: [number | undefined, number | undefined, string | undefined, boolean] = [
    undefined,
    undefined,
    undefined,
    false,
  ];
  const names: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const [, option = '', value] = /^(--?[a-zA-Z-]+)(?:=(.*))?$/.exec(words[at] ?? '') ?? [];
    const next = () => {
      if (value !== undefined) return value;
      at += 1;
      return words[at] ?? '';
    };
    if (option === '') names.push(words[at] ?? '');
    else if (option === '-u' || option === '--uid') uid = numberOf(next());
    else if (option === '--gid') {
      const given = next();
      gid = numberOf(given);
      group = given;
    } else if (option === '-g' || option === '-G' || option === '--ingroup' || option === '--group') {
      // busybox' `adduser -g` is a comment, `addgroup -g` and `groupadd -g` a number, `useradd -g` a group.
      if (option === '--group' && value === undefined) continue;
      const given = next();
      gid = numberOf(given) ?? gid;
      if (option !== '-g' || /^[\w.-]+$/.test(given)) group = given;
    } else if (/^-[a-zA-Z]*[Sr][a-zA-Z]*$/.test(option) || option === '--system') {
      system = true;
      // Short options in one word: `-Su 100`, `-SDG app`.
      if (option.endsWith('u')) uid = numberOf(next());
      if (option.endsWith('G')) group = next();
    } else if (/^-[a-zA-Z]{2,}u$/.test(option)) uid = numberOf(next());
    else if (others.test(option) && value === undefined) at += 1;
  }
  return { uid, gid, group, system, names };
}

function numberOf(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * The numbers that a USER or Compose's `user` stands for, as `uid` or `uid:gid`; `undefined`: it names somebody whose number is not
 * told.
 */
export function userNumbers(user: string, { users, groups }: Users): string | undefined {
  const [name = '', group] = user.split(':');
  const known = Object.hasOwn(users, name) ? users[name] : undefined;
  const uid = numberOf(name) ?? known?.uid;
  if (uid === undefined) return undefined;
  const byNumber = Object.values(users).find((one) => one.uid === uid);
  if (group !== undefined && group !== '') {
    const gid = numberOf(group) ?? (Object.hasOwn(groups, group) ? groups[group] : undefined);
    return gid === undefined ? undefined : `${uid}:${gid}`;
  }
  const gid = (known ?? byNumber)?.gid;
  return gid === undefined ? String(uid) : `${uid}:${gid}`;
}
