import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildFlags } from '../../../src/adapters/go/build-flags.js';
import { createBuilding } from '../../../src/effects/builds/building.js';
import { recoverBuilds } from '../../../src/effects/builds/recover-builds.js';
import { clearState, removeCleared } from '../../../src/effects/clear-state.js';
import { Executor, type Handlers } from '../../../src/effects/executor.js';
import { watchBuilds } from '../../../src/inputs/files/watch-builds.js';
import { MountedBuilds } from '../../../src/runtime/compose/mounted-builds.js';
import { viewCode } from '../../../src/state/builds/view.js';
import type { Event } from '../../../src/state/core/event.js';
import { againAt, plan } from '../../../src/state/core/plan.js';
import { emptySnapshot, reduce } from '../../../src/state/core/reduce.js';
import type { Snapshot } from '../../../src/state/core/snapshot.js';
import { createStore } from '../../../src/state/core/store.js';
import { definition, environment } from '../../fakes/environment.js';
import { container } from '../../fakes/story.js';
import { architecture } from './go-environment.ts';
import { runProgram } from './program.ts';

/** Where the machinery works. */
export interface MachinePlace {
  /** Absolute folder of the tree. */
  readonly root: string;
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute folder of the `package main`. */
  readonly folder: string;
}

/** What Sim says of the service. */
export interface Says {
  readonly state: ReturnType<typeof viewCode>['state'];
  /** All that the program wrote that answers; `undefined` where none does. */
  readonly answer: string | undefined;
  /** Whether the newest source is said to be refused, and in which words. */
  readonly refused: boolean;
  readonly words: string;
  /** Its last builds, newest first. */
  readonly builds: readonly string[];
}

/** Builds that came to an end, by the way in which they were made. */
export interface Counts {
  started: number;
  readonly paths: Record<string, number>;
}

/** All that turns an edit into a build, with the real Go and real files; what a build is handed to is run here and now. */
export interface Machine extends AsyncDisposable {
  says(): Says;
  /** Absolute path of the binary that answers. */
  binary(): string;
  /** For how long nothing has gone on, in milliseconds; `undefined`: something does. */
  quietForMs(): number | undefined;
  /** Trouble that is a bug of Sim's own. */
  readonly bugs: readonly string[];
  rebuild(): void;
  /** `up` with another folder. */
  serve(folder: string): Promise<void>;
}

const service = 'svc';
/** With these flags `go build` makes the same bytes. */
export const flags = buildFlags;
/** What only an engine can do. */
const engines: ReadonlySet<string> = new Set([
  'find-image',
  'create-container',
  'start-container',
  'stop-container',
  'restart-container',
  'gather-evidence',
  'remove-environment',
  'check',
]);
const builds = (snapshot: Snapshot) => plan(snapshot).filter(({ kind }) => !engines.has(kind));

/** Takes an environment down that `place` has. */
export async function takeDown({ stateDir }: MachinePlace): Promise<void> {
  const nothing = { containers: [], networks: [], volumes: [], keptVolumes: [] };
  await removeCleared(
    await clearState(stateDir, { ...nothing, externalVolumes: [], unnamedVolumes: [] }, true),
  );
}

/** Starts as a controller does; what it builds is added to `counts`. */
export async function startMachine(place: MachinePlace & { readonly counts: Counts }): Promise<Machine> {
  await using stack = new AsyncDisposableStack();
  const { root, stateDir, env, counts } = place;
  const ending = new AbortController();
  const now = () => Date.now();
  const store = createStore((snapshot, event: Event) => {
    count(counts, event);
    return reduce(snapshot, event);
  }, emptySnapshot(now()));
  const bugs: string[] = [];
  const answers = new Map<number, string>();
  let folder = place.folder;
  let changedAt = performance.now();
  let takingOver = Promise.resolve();
  let underWay = 0;

  const dispatch = (event: Event) => store.dispatch(event);

  /** What the runner does when it is told of a build: the program says all that it has to say at once. */
  async function takeOver(): Promise<void> {
    const current = JSON.parse(await readFile(join(stateDir, 'builds', service, 'current'), 'utf8'));
    const binary = join(stateDir, 'builds', service, current.binary);
    const report = (state: 'starting' | 'live' | 'failed', detail?: string) =>
      dispatch({
        ...{ kind: 'runner.reported', at: now(), service, state, build: current.build, detail },
        ...{ previous: undefined, durationMs: undefined, handoff: undefined },
      });
    report('starting');
    const { exitCode, said } = await runProgram(binary, [], { cwd: stateDir, env: {} });
    if (exitCode === 0) answers.set(current.build, said);
    report(exitCode === 0 ? 'live' : 'failed', exitCode === 0 ? undefined : said);
  }

  const mounted = new MountedBuilds(stateDir);
  const building = createBuilding({
    ...{ go: { env, architecture }, dockerfileOf: () => undefined, stateDir },
    current: () => store.current,
    mask: (text) => text,
    delivery: {
      offeredBuild: (of) => mounted.offeredBuild(of),
      offerBuild: (of, build) => mounted.offerBuild(of, build),
      async deliverBuild(_instance, build) {
        await mounted.offerBuild(service, build);
        underWay += 1;
        takingOver = takingOver.then(takeOver).finally(() => {
          underWay -= 1;
          changedAt = performance.now();
        });
      },
    },
  });
  const nothing = async () => undefined;
  const handlers = {
    ...{ 'find-image': nothing, 'create-container': nothing, 'start-container': nothing },
    ...{ 'stop-container': nothing, 'restart-container': nothing, 'gather-evidence': nothing },
    ...{ 'remove-environment': nothing, check: nothing, 'compose-watch': nothing },
    'list-packages': building.listPackages,
    build: building.build,
    swap: building.swap,
  } satisfies Handlers;

  async function up(): Promise<void> {
    await recoverBuilds({ stateDir, delivery: mounted }, [service], { dispatch, now }, () => folder);
    const go = { directory: folder, handoff: 'restart' as const };
    dispatch({
      kind: 'environment.declared',
      at: now(),
      environment: environment([definition(service, { go, oneShot: false })], { root, stateDir }),
    });
    dispatch({ kind: 'up.requested', at: now() });
  }

  stack.defer(() => ending.abort());
  stack.use(
    new Executor({
      ...{ store, plan: builds, againAt, handlers, now },
      onBug: (effect, error) =>
        bugs.push(`${effect.key}: ${error instanceof Error ? error.stack : String(error)}`),
    }),
  );
  stack.defer(
    store.subscribe(() => {
      changedAt = performance.now();
    }),
  );
  await up();
  dispatch({ kind: 'engine.connected', at: now(), version: '26.1.5' });
  // It ran before this controller did, so that its runner is told what there is.
  const running = { status: 'running', health: 'healthy', startedAt: 1 } as const;
  dispatch({ kind: 'container.observed', at: now(), container: container(service, running) });
  watchBuilds(store, { dispatch, now, signal: ending.signal });
  const kept = stack.move();

  return {
    bugs,
    says() {
      const one = store.current.builds[service];
      if (one === undefined) throw new Error('the service is not declared');
      const code = viewCode(one);
      return {
        state: code.state,
        answer: code.live === undefined ? undefined : answers.get(code.live),
        refused: code.failed !== undefined && code.state !== 'live',
        words: code.errors
          .map(({ file, line, column, message }) =>
            [file, line, column, ` ${message}`].filter(Boolean).join(':'),
          )
          .join('\n'),
        builds: one.history
          .slice(0, 4)
          .map(
            (build) =>
              `build ${build.number} ${build.outcome} by ${build.path}: ${build.cause} (${build.reason})`,
          ),
      };
    },
    binary: () =>
      join(stateDir, 'builds', service, String(store.current.builds[service]?.live ?? 0), service),
    quietForMs() {
      const { current } = store;
      const isBusy = underWay > 0 || Object.keys(current.inFlight).length > 0 || builds(current).length > 0;
      return isBusy ? undefined : performance.now() - changedAt;
    },
    rebuild: () => dispatch({ kind: 'rebuild.requested', at: now(), service }),
    async serve(other) {
      folder = other;
      await up();
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function count(counts: Counts, event: Event): void {
  if (event.kind === 'build.started') counts.started += 1;
  if (event.kind !== 'build.succeeded' && event.kind !== 'build.reused') return;
  const path = event.kind === 'build.reused' ? 'kept' : event.path;
  counts.paths[path] = (counts.paths[path] ?? 0) + 1;
}
