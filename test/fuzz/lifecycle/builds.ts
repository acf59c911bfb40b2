import type { Handlers } from '../../../src/effects/executor.js';
import { SimError } from '../../../src/errors.js';
import type { BuildDelivery, OfferedBuild } from '../../../src/runtime/build-delivery.js';
import type { Build } from '../../../src/state/builds/builds.js';
import type { Event } from '../../../src/state/core/event.js';
import type { Snapshot } from '../../../src/state/core/snapshot.js';
import { sourceList } from '../../state/builds/source-list.js';
import type { Caller, Calls } from './calls.js';
import { folderOf } from './course.js';
import type { Runners } from './runners.js';

/** What `list-packages`, `build` and `swap` do, without Go and a disk. */
export function buildHandlers(
  runners: Runners,
  calls: Calls,
  owner: Caller,
  { delivery, current }: { readonly delivery: BuildDelivery; readonly current: () => Snapshot },
): Pick<Handlers, 'list-packages' | 'build' | 'swap'> {
  const marked = (service: string, offered: OfferedBuild): OfferedBuild => {
    const { services, environment } = current();
    const restarts = environment?.services[service]?.go?.handoff === 'restart';
    return { ...offered, inTurn: !restarts && (services[service]?.scale ?? 1) > 1 };
  };
  const goTool = (name: string, signal: AbortSignal, begin: () => void = () => undefined) =>
    calls.begin(owner, { name, needsEngine: false, signal }, function* () {
      begin();
      yield;
    });
  const listed = (service: string, at: number, by: 'build' | 'question'): Event => ({
    ...{ kind: 'packages.listed', at, service, by, problem: undefined },
    list: sourceList({ folders: [folderOf(service)] }),
    source: String(runners.source(service).version),
  });
  return {
    'list-packages': async ({ services }, { dispatch, now, signal }) => {
      await goTool(`go list ${services.join(' ')}`, signal);
      for (const service of services) dispatch(listed(service, now(), 'question'));
    },
    build: async ({ service, build, sameAs, forced }, { dispatch, now, signal }) => {
      dispatch({ kind: 'build.started', at: now(), service, build });
      let source = runners.source(service);
      try {
        await goTool(`go build ${service}`, signal, () => {
          source = runners.source(service);
        });
      } catch (error) {
        if (!(error instanceof SimError)) throw error;
        dispatch({ kind: 'build.cancelled', at: now(), service, build });
        return;
      }
      dispatch({ ...listed(service, now(), 'build'), source: String(source.version) } as Event);
      if (source.quality === 'broken') {
        const error = { file: 'main.go', line: 1, column: 1, message: 'broken', excerpt: [] };
        dispatch({ kind: 'build.failed', at: now(), service, build, errors: [error], phasesMs: {} });
        return;
      }
      const isSame =
        !forced && sameAs !== undefined && runners.builds(service).get(sameAs)?.version === source.version;
      const kept = isSame ? sameAs : build;
      if (!isSame) runners.keep(service, build, source);
      await delivery.offerBuild(service, marked(service, { build: kept, pinned: false }));
      const made = { phasesMs: {}, path: 'go', reason: 'asked for' } as const;
      dispatch({
        kind: 'build.succeeded',
        at: now(),
        service,
        build,
        unchanged: isSame,
        current: kept,
        ...made,
      });
      const numbers = [...runners.builds(service).keys()].reverse();
      dispatch({ kind: 'builds.pruned', at: now(), service, kept: numbers });
    },
    swap: async ({ service, index, build, pinned }) => {
      const offered = marked(service, { build, pinned });
      await delivery.offerBuild(service, offered);
      const instance = current().services[service]?.instances.find((one) => one.index === index);
      if (instance?.container.status === 'running') await delivery.deliverBuild({ service, index }, offered);
    },
  };
}

/** What a new controller learns of the builds of the ones before. */
export function recovered(runners: Runners, service: string, at: number): readonly Event[] {
  const builds = runners.builds(service);
  if (builds.size === 0) return [];
  const offered = runners.offered(service);
  const source = offered && builds.get(offered.build);
  return [
    {
      kind: 'builds.recovered',
      ...{ at, service, nextNumber: Math.max(...builds.keys()) + 1 },
      ...{ current: offered?.build, pinned: offered?.pinned ?? false },
      history: [...builds.keys()].reverse().map((number) => recordOf(number, at)),
      sources: source === undefined ? [] : [String(source.version)],
    },
  ];
}

function recordOf(number: number, at: number): Build {
  return {
    ...{ number, cause: 'before', files: [], requestedAt: at, startedAt: at, finishedAt: at },
    ...{ outcome: 'live', phasesMs: {}, errors: [] },
  };
}
