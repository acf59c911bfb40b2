import type { Facts } from './facts.ts';

/** What is known of both runs of one project. */
export interface Sides {
  readonly compose: Facts;
  readonly sim: Facts;
  /** Sim's exit code of `up`. */
  readonly simCode: number | undefined;
  /** `down` was to take the volumes, too. */
  readonly withVolumes: boolean;
  /** The last lines that each said at `up`, for people. */
  readonly said: { readonly compose: string; readonly sim: string };
  /** Services whose container ended within 1 s of its start, with either tool. */
  readonly endSoon: readonly string[];
}

type Found = {
  readonly fact: string;
  readonly compose: string | undefined;
  readonly sim: string | undefined;
};

/** A row of the README's table 'Where Sim differs from Compose and Go on purpose', and which differences it explains. */
export interface Excuse {
  readonly row: string;
  readonly explains: (difference: Found, sides: Sides) => boolean;
}

/** Rows that `factsOf` itself takes account of: no fact is made of them. */
export const leftOut: readonly string[] = [
  'project-name',
  'folder-as-file',
  'own-agent',
  'exit-codes',
  'told-not-done',
];

/** Rows that no random project can meet: it has no such thing, or nobody looks there. */
export const notMet: readonly string[] = [
  ...['taken-port-moves', 'port-for-each', 'restart-waits', 'unnamed-volumes-come-back', 'local-images'],
  ...['built-at-each-up', 'registry-patience', 'files-of-this-machine'],
  ...['go-only', 'go-runner', 'go-build-flags', 'c-only-where-needed', 'secrets-masked', 'own-passwords'],
];

export const excuses: readonly Excuse[] = [
  { row: 'loopback-only', explains: isLoopbackInstead },
  { row: 'port-of-a-range', explains: isOneOfTheRange },
  { row: 'refused-ahead', explains: isNothingInstead },
  { row: 'rest-comes-up', explains: isMoreThanCompose },
  { row: 'made-when-needed', explains: isNeededByNobody },
  { row: 'down-takes-all', explains: isLeftByCompose },
  { row: 'one-shot-done', explains: isDone },
  { row: 'disabled-check', explains: isWithoutCheck },
  { row: 'ends-at-once', explains: isNoLuck },
  { row: 'done-by-all', explains: isNotDoneByAll },
  { row: 'wait-sees-the-end', explains: isTrueAtTheEnd },
];

function isLoopbackInstead({ fact, compose, sim }: Found): boolean {
  if (!/\.(PortBindings|Published)\./.test(fact) || compose === undefined || sim === undefined) return false;
  return onLoopback(compose) === sortedBindings(sim);
}

interface Binding {
  readonly HostIp?: string;
  readonly HostPort?: string;
}

const isLoopback = (address: string): boolean => /^(127\.|::1$)/.test(address);

function bindingsOf(text: string | undefined): readonly Binding[] {
  return text === undefined ? [] : (JSON.parse(text) as readonly Binding[]); // made by `flatten` from what the engine told
}

/** Two addresses for everybody, one of each family, become one. */
function onLoopback(text: string): string {
  const moved = bindingsOf(text).map(({ HostIp = '', HostPort = '' }) => ({
    HostIp: isLoopback(HostIp) ? HostIp : '127.0.0.1',
    HostPort,
  }));
  return sortedBindings(JSON.stringify(moved));
}

function sortedBindings(text: string): string {
  const each = bindingsOf(text).map(({ HostIp = '', HostPort = '' }) => `${HostIp} ${HostPort}`);
  return JSON.stringify([...new Set(each)].toSorted());
}

/** The engine chooses from the range at the start, Sim before it. */
function isOneOfTheRange({ fact, compose, sim }: Found, sides: Sides): boolean {
  const port = /^(services\..+?)\.(?:HostConfig\.PortBindings|Published)\.(.+)$/.exec(fact);
  if (port === null || compose === undefined || sim === undefined) return false;
  const wanted = bindingsOf(sides.compose[`${port[1]}.HostConfig.PortBindings.${port[2]}`])[0];
  const [first, last] = (wanted?.HostPort ?? '').split('-').map(Number);
  const got = bindingsOf(sim);
  const isIn = ({ HostIp = '', HostPort = '' }: Binding) =>
    isLoopback(HostIp) && Number(HostPort) >= (first ?? 0) && Number(HostPort) <= (last ?? -1);
  return got.length > 0 && got.every(isIn);
}

/** No container of Sim is on that network or has that volume. */
function isNeededByNobody({ fact, compose, sim }: Found, sides: Sides): boolean {
  // What Sim never had can't be left; of what it had every volume has to be.
  if (fact === 'left.volumes') {
    const missing = listed(compose).filter((volume) => !listed(sim).includes(volume));
    return (
      missing.length > 0 &&
      missing.every((volume) => isUnused('volumes', volume, sides)) &&
      listed(sim).every((volume) => listed(compose).includes(volume))
    );
  }
  const [, room = '', name = ''] = /^(networks|volumes)\.(.+)\.Driver$/.exec(fact) ?? [];
  return room !== '' && sim === undefined && isUnused(room, name, sides);
}

function isUnused(room: string, name: string, { sim }: Sides): boolean {
  const service = /^unnamed of (.+):/.exec(name)?.[1];
  if (service !== undefined) return sim[`services.${service}.state`] === undefined;
  return !Object.entries(sim).some(
    ([fact, value]) =>
      fact === `${room}.${name}.Driver` ||
      (room === 'networks' && fact.startsWith('services.') && fact.includes(`.Networks.${name}.`)) ||
      (room === 'volumes' && fact.includes('.Mounts.') && value.startsWith(`volume ${name} `)),
  );
}

/** A container of a profile that `down` wasn't told of, and with it its network and volumes. */
function isLeftByCompose({ fact }: Found, { compose, sim, withVolumes }: Sides): boolean {
  if (listed(compose['left.containers']).length === 0 || listed(sim['left.containers']).length > 0)
    return false;
  return (
    ['left.containers', 'left.networks', 'down.exit'].includes(fact) ||
    (fact === 'left.volumes' && withVolumes)
  );
}

const bothFailed = ({ compose, sim }: Sides): boolean =>
  compose['up.exit'] !== '0' && sim['up.exit'] === 'failed';

/** What Compose says when it has begun, though the files alone would have shown it. */
const shownByFiles = /no healthcheck configured|port is already allocated/;

/** Sim has made nothing at all, because the files show what Compose finds out when it is too late. */
function isNothingInstead({ fact, sim }: Found, sides: Sides): boolean {
  const isShown = statesOf(sides.compose).length === 0 || shownByFiles.test(sides.said.compose);
  if (sides.simCode !== 2 || !bothFailed(sides) || !isShown) return false;
  if (Object.keys(sides.sim).some((name) => /^(services|networks|volumes)\./.test(name))) return false;
  return /^(services|networks|volumes|order|again)\./.test(fact)
    ? sim === undefined || fact === 'again.exit'
    : fact.startsWith('left.') || fact === 'down.exit';
}

/** Compose has given up before its turn came. */
function isMoreThanCompose({ fact, compose, sim }: Found, sides: Sides): boolean {
  if (!bothFailed(sides)) return false;
  const [room = '', name = '', what = ''] = fact.split('.');
  if (room === 'services') {
    const state = sides.compose[`services.${name}.state`];
    if (state !== undefined && state !== 'created') return false;
    return (
      state === undefined || ['state', 'starts', 'Published', 'Changed', 'Networks', 'kept'].includes(what)
    );
  }
  // With nothing that could be had Sim makes nothing for it.
  if (room === 'networks' || room === 'volumes')
    return compose === undefined || statesOf(sides.sim).length === 0;
  if (room === 'order') return (compose === undefined || compose === 'not started') && sim !== 'before';
  if (fact === 'left.volumes') return listed(compose).every((volume) => listed(sim).includes(volume));
  return fact === 'again.exit';
}

function listed(text: string | undefined): readonly string[] {
  return text === undefined ? [] : (JSON.parse(text) as readonly string[]); // made by `sorted`
}

const statesOf = (facts: Facts): readonly string[] =>
  Object.entries(facts).flatMap(([fact, value]) => (/^services\.[^.]+\.state$/.test(fact) ? [value] : []));

const isVerdict = (fact: string): boolean => fact === 'up.exit' || fact === 'again.exit';

function isDone({ fact, compose, sim }: Found, { sim: facts }: Sides): boolean {
  return isVerdict(fact) && compose === 'failed' && sim === '0' && statesOf(facts).includes('exited 0');
}

function isWithoutCheck({ fact, compose, sim }: Found, { sim: facts }: Sides): boolean {
  const isDisabled = Object.entries(facts).some(
    ([name, value]) => name.endsWith('.Config.Healthcheck.Test') && value === '["NONE"]',
  );
  return isVerdict(fact) && compose === 'failed' && sim === '0' && isDisabled;
}

function isNoLuck({ fact, compose, sim }: Found, { endSoon }: Sides): boolean {
  return isVerdict(fact) && compose === '0' && sim === 'failed' && endSoon.length > 0;
}

function isTrueAtTheEnd({ fact, compose, sim }: Found, { sim: facts }: Sides): boolean {
  return (
    isVerdict(fact) &&
    compose === '0' &&
    sim === 'failed' &&
    statesOf(facts).some((state) => /^(exited|restarts)/.test(state))
  );
}

/** What needs the end of several containers was started by Compose when the first of them had ended. */
function isNotDoneByAll({ fact, compose, sim }: Found, sides: Sides): boolean {
  const [room, , needed = ''] = fact.split('.');
  const waitsForTheEnd = sides.compose[`${fact}.on`]?.startsWith('service_completed_successfully') === true;
  const isEarly = compose === 'before' || compose === 'without';
  return (
    room === 'order' &&
    waitsForTheEnd &&
    isEarly &&
    (sim === 'after' || sim === 'not started') &&
    sides.sim[`services.${needed}#2.state`] !== undefined
  );
}
