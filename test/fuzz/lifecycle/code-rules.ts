import type { Snapshot } from '../../../src/state/core/snapshot.js';
import type { ServiceView } from '../../../src/state/services/service-view.js';
import { viewServices } from '../../../src/state/services/view.js';
import type { Machine } from './machine.js';
import type { Runners } from './runners.js';

/** What must hold of the code that answers once everything is at rest: it is the newest that can run, in every container, and is told so. */
export function wrongCode(snapshot: Snapshot, machine: Machine, runners: Runners): readonly string[] {
  if (snapshot.goal !== 'up' || Object.keys(snapshot.failedEffects).length > 0) return [];
  return viewServices(snapshot)
    .filter(({ name, state }) => runners.services.includes(name) && state !== 'stopped' && state !== 'paused')
    .flatMap((view) => wrongOf(view, snapshot, machine, runners).map((what) => `${view.name} ${what}`));
}

function wrongOf(
  { name, code }: ServiceView,
  snapshot: Snapshot,
  machine: Machine,
  runners: Runners,
): readonly string[] {
  const running = machine.of(name).filter(({ status }) => status === 'running');
  const builds = snapshot.builds[name];
  // While one is paused nobody hears it, and others wait for it.
  if (running.length === 0 || running.length < machine.of(name).length || code === undefined) return [];
  if (builds === undefined) return ['has code, and no builds'];
  const offered = runners.offered(name);
  // One in which the offered build does not come up, and that has no other one, answers with nothing whatever the others do.
  const able = running.filter(
    ({ id, index }) =>
      runners.live(id) !== undefined || offered === undefined || !runners.refuses(name, index, offered.build),
  );
  const live = able.map(({ id }) => runners.live(id));
  const each = able.map(({ id }, i) => `${id} answers with ${live[i] ?? 'nothing'}`).join(', ');
  const [first] = live;
  if (live.some((build) => build !== first)) return [`differs: ${each}; ${code.state}`];
  // One that was refused stays offered where nothing is known that was better; with it a container that starts tells why.
  const isRefused =
    offered !== undefined && running.some(({ index }) => runners.refuses(name, index, offered.build));
  if (first !== undefined && offered?.build !== first && !isRefused)
    return [`offers ${offered?.build ?? 'nothing'} at rest, and ${each}; ${code.state}`];
  if (code.live !== first) return [`is said to answer with ${code.live ?? 'nothing'}, and ${each}`];
  if (builds.pinned !== undefined) {
    return builds.pinned === first || first === undefined
      ? []
      : [`is pinned to ${builds.pinned}, and ${each}`];
  }
  const source = runners.source(name);
  const isNewest = first !== undefined && runners.builds(name).get(first)?.version === source.version;
  const comesUp =
    source.quality === 'good' ||
    (source.quality === 'refused by some' && running.every(({ index }) => index % 2 === 1));
  if (comesUp && !isNewest) return [`has newer source that comes up, and ${each}; ${code.state}`];
  // Which of the two depends on what is heard first: one does not come up with it, and the others do.
  if (isNewest && able.length < running.length && code.state === 'stale') return [];
  const word = first === undefined ? 'none' : isNewest ? 'live' : 'stale';
  return code.state === word ? [] : [`is called ${code.state} instead of ${word}; ${each}`];
}
