import { type Door, doorOf, type Setting, usualPort } from './address.js';
import type { GoService } from './go-service.js';
import { peerSettings } from './peers.js';
import { type Program, type Repository, shownFolder } from './program.js';
import { reach, type Server, serverFor, usersOf } from './server.js';
import { serviceNames } from './service-names.js';
import { otherSystems, roleByName, systems } from './systems.js';
import { exampleKey } from './template.js';

/** What the Compose file that `init` proposes is made from. */
export interface Draft {
  readonly services: readonly GoService[];
  readonly servers: readonly Server[];
  /** Programs that are no services, and why. */
  readonly leftOut: readonly { readonly folder: string; readonly why: string }[];
  /** What the user has to know or to do, in sentences. */
  readonly notes: readonly string[];
}

/** Decides which programs of a repository become services, which ports they get, and which servers they need. */
export function draftFor(repository: Repository): Draft {
  const { chosen, leftOut } = choose(repository.programs);
  const names = serviceNames(chosen, repository.name);
  const servers: Server[] = [];
  for (const system of systems) {
    const users = usersOf(chosen, system);
    if (users.length === 0) continue;
    const isTaken = (name: string) =>
      [...names.values()].includes(name) || servers.some(({ service }) => service === name);
    servers.push(serverFor(system, users, isTaken));
  }
  const notes = [
    ...repository.problems.map(({ folder, message }) => `Go can't list what is in ${folder}: ${message}`),
    ...chosen.flatMap(({ folder, problem }) =>
      problem === undefined ? [] : [`Go says of ${shownFolder({ folder })}: ${problem}`],
    ),
    ...others(chosen),
  ];
  const taken = new Set<number>();
  const withoutPeers = chosen.map((program) => {
    const doors = doorsOf(program);
    const mine = servers.filter(({ users }) => users.includes(program));
    const reached = mine.map((server) => reach(program, server));
    notes.push(...reached.flatMap((one) => one.notes), ...doorNotes(program, doors));
    return {
      ...{ program, doors, servers: mine, name: names.get(program) ?? program.folder },
      published: publish(doors, taken),
      settings: withoutRepeats([
        ...doors.flatMap(({ settings }) => settings),
        ...reached.flatMap((one) => one.settings),
      ]),
    };
  });
  const services = withoutPeers.map((service): GoService => {
    const settings = withoutRepeats([
      ...service.settings,
      ...peerSettings(service, withoutPeers),
      ...exampleSettings(service.program),
    ]);
    return { ...service, settings, unset: unsetOf(service, settings) };
  });
  return { services, servers, leftOut, notes };
}

/** What listens becomes a service, but for examples beside what does not call itself one. */
function choose(programs: readonly Program[]): {
  readonly chosen: readonly Program[];
  readonly leftOut: Draft['leftOut'];
} {
  const listening = programs.filter(({ listens }) => listens.length > 0);
  const isExample = ({ folder }: Program) =>
    /(^|\/)_?(examples?|samples?|demos?|testdata|test|tests|e2e|mocks?|hack)(\/|$)/.test(folder);
  const real = listening.filter((program) => !isExample(program));
  const chosen = real.length > 0 ? real : listening;
  const leftOut = programs.flatMap((program) => {
    if (chosen.includes(program)) return [];
    const { folder, problem } = program;
    if (listening.includes(program)) return [{ folder, why: 'an example or a test, by its folder' }];
    const why = 'listens nowhere: its main reaches no call of net/http, gRPC, gin, echo, fiber and the like';
    return [{ folder, why: problem === undefined ? why : `${why}; Go says of it: ${problem}` }];
  });
  return { chosen, leftOut };
}

/** Pages come before calls between services: the first port is the one that people open. */
function rankOf({ isLocal, isAside, isGuess, what }: Door): number {
  return Number(isLocal) * 8 + Number(isAside) * 4 + Number(isGuess) * 2 + Number(what === 'gRPC');
}

function doorsOf({ listens, configuration }: Program): GoService['doors'] {
  // With certificates or without: two calls may listen at the same place, one or the other.
  const places = listens.map(({ value }) => JSON.stringify(value));
  const calls = listens
    .filter((_, index) => places.indexOf(places[index] ?? '') === index)
    .map((call) => ({ call, door: doorOf(call, configuration) }));
  const used = new Set(calls.flatMap(({ door }) => (door.isChosen ? [] : [door.port])));
  const sorted = [...calls]
    .sort((one, other) => rankOf(one.door) - rankOf(other.door))
    .map(({ call }) => {
      let free = usualPort;
      while (used.has(free)) free += 1;
      const door = doorOf(call, configuration, free);
      if (!door.isGuess) used.add(door.port);
      return door;
    });
  const certain = sorted.some(({ isGuess }) => !isGuess) ? sorted.filter(({ isGuess }) => !isGuess) : sorted;
  const [first, ...rest] = certain.filter(
    (door, index) => certain.findIndex(({ port }) => port === door.port) === index,
  );
  if (first === undefined) throw new Error('a program without a door was chosen');
  return [first, ...rest];
}

function doorNotes(program: Program, [first]: GoService['doors']): readonly string[] {
  const folder = shownFolder(program);
  if (first.isLocal)
    return [
      `${folder} listens on localhost alone (${first.at}), where nothing outside of its container comes in unless it heeds PORT: listen on ":${first.port}"`,
    ];
  return first.isGuess ? [`the port of ${folder} is a guess: ${first.at} does not say it plainly`] : [];
}

/** Each service gets a port of the machine of its own: the same as in its container, or the next one that is free here. */
function publish(doors: readonly Door[], taken: Set<number>): ReadonlyMap<number, number> {
  const published = new Map<number, number>();
  for (const { port, isLocal } of doors) {
    if (isLocal && doors.length > 1) continue;
    let host = port < 1024 ? port + 8000 : port;
    while (taken.has(host)) host += 1;
    taken.add(host);
    published.set(port, host);
  }
  return published;
}

function withoutRepeats(settings: readonly Setting[]): readonly Setting[] {
  return settings.filter(
    ({ kind, name }, index) => settings.findIndex((one) => one.kind === kind && one.name === name) === index,
  );
}

/** What an example of a `.env` says of variables that have no default. */
function exampleSettings({ reads, configuration }: Program): readonly Setting[] {
  return reads.flatMap(({ name, default: otherwise, at }): readonly Setting[] => {
    const value = configuration[exampleKey(name)];
    if (value === undefined || otherwise.length > 0) return [];
    return [
      { kind: 'env', name, value, single: false, because: `as the example of .env has it, read in ${at}` },
    ];
  });
}

function unsetOf(
  { program, servers }: Pick<GoService, 'program' | 'servers'>,
  settings: readonly Setting[],
): GoService['unset'] {
  return (
    program.reads
      .filter(
        ({ name, default: otherwise }) =>
          otherwise.length === 0 && !settings.some((one) => one.name === name),
      )
      .filter(
        ({ name }) =>
          !/^(HOME|PATH|USER|PWD|HOSTNAME|SHELL|TERM|TZ|CI|PORT|TMPDIR|GO[A-Z]*|OTEL_.*|K_.*|KUBERNETES_.*)$/.test(
            name,
          ),
      )
      // A server that wants no password is told none.
      .filter(({ name }) => !servers.some(({ system }) => roleByName(name, system) !== undefined))
      .map(({ name, at }) => ({ name, at }))
  );
}

function others(programs: readonly Program[]): readonly string[] {
  return otherSystems.flatMap(([title, drivers]) => {
    const users = programs.filter(({ imports }) => imports.some((one) => drivers.test(one)));
    if (users.length === 0) return [];
    return [`${users.map(shownFolder).join(', ')} talks to ${title}, which you have to add yourself`];
  });
}
