import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { writeControllerRecord } from '../../src/adapters/controller/state-dir.js';
import type { CommandContext } from '../../src/cli/context.js';
import { createProgram } from '../../src/cli/program.js';
import { contractVersion } from '../../src/contract/routes.js';
import { openDoor } from '../../src/controller/door.js';
import { serveApi } from '../../src/controller/server.js';
import { paintFor } from '../../src/outputs/text/paint.js';
import type { Queries } from '../../src/queries/queries.js';
import type { Event, Wish } from '../../src/state/core/event.js';
import { reduce } from '../../src/state/core/reduce.js';
import type { Snapshot } from '../../src/state/core/snapshot.js';
import { createStore } from '../../src/state/core/store.js';
import { doorPlace } from '../fakes/door-place.js';

/** An environment that stands still in one Snapshot, served as its controller serves it; commands are typed at it. */
export interface Standing extends AsyncDisposable {
  readonly socket: string;
  /** What was asked of the controller. */
  readonly wishes: readonly Wish[];
  /** Runs `sim WORDS…`; fails with what the command throws. */
  type(...words: readonly string[]): Promise<{ readonly code: number; readonly stdout: string }>;
  /** What `sim VERB --help` prints. */
  help(verb: string): string;
}

const silent: Queries = {
  async *logs() {},
  traces: async () => [],
  trace: async () => undefined,
  traffic: async () => ({ items: [], source: 'fake', warnings: [] }),
};

/** Serves a Snapshot from a folder of its own; what follows from a wish, if anything does, is for `react` to say. */
export async function standing(
  snapshot: Snapshot,
  react: (wish: Wish) => readonly Event[] = () => [],
  /** What the engine tells of when it is asked; throws where it does not answer. */
  look: () => readonly Event[] = () => [],
): Promise<Standing> {
  const stateDir = await mkdtemp(join(tmpdir(), 'sim-standing-'));
  const socket = join(stateDir, 'api.sock');
  const identity = { pid: process.pid, version: '0', startedAt: 0 };
  const wishes: Wish[] = [];
  const store = createStore(reduce, snapshot);
  const api = serveApi({
    door: await openDoor(doorPlace(socket)),
    source: store,
    queries: silent,
    secrets: () => ({ postgres: [{ name: 'POSTGRES_PASSWORD', value: 'of-its-own' }] }),
    controller: { ...identity, protocol: contractVersion },
    up: async () => undefined,
    look: async () => {
      for (const event of look()) store.dispatch(event);
    },
    now: () => snapshot.at,
    wish: (wish) => {
      wishes.push(wish);
      for (const event of react(wish)) store.dispatch(event);
    },
    onBug: (error) => {
      throw error;
    },
  });
  await writeControllerRecord(stateDir, { ...identity, socket });
  return {
    socket,
    wishes,
    async type(...words) {
      const [output, context] = contextOf(stateDir);
      let code = -1;
      const program = createProgram(context, (ended) => {
        code = ended;
      });
      await program.parseAsync(['node', 'sim', ...words]);
      return { code, stdout: output.join('') };
    },
    help(verb) {
      const [, context] = contextOf(stateDir);
      const program = createProgram(context, () => undefined);
      return program.commands.find((command) => command.name() === verb)?.helpInformation() ?? '';
    },
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}

/** A context whose output is kept, for a program in a pipe. */
export function contextOf(
  stateDir: string,
  interrupted: AbortSignal = new AbortController().signal,
): readonly [output: readonly string[], context: CommandContext] {
  const output: string[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      output.push(String(chunk));
      done();
    },
  });
  // Commands use only what these have of the process's own streams.
  const stream = sink as unknown as NodeJS.WriteStream;
  const context: CommandContext = {
    root: process.cwd(),
    main: '',
    version: '0',
    env: {},
    stdout: stream,
    stderr: stream,
    stdin: new PassThrough() as unknown as NodeJS.ReadStream,
    here: {
      name: 'shop',
      meant: 'shop',
      program: undefined,
      files: undefined,
      inFolder: [],
      isCheckout: true,
    },
    interrupted,
    forced: { words: undefined },
    output: { needsReader: true },
    paint: paintFor(stream, { TERM: 'dumb' }),
    stateDirOf: async () => stateDir,
  };
  return [output, context];
}
