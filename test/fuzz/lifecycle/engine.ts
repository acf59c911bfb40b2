import type { ContainerEngine, ContainerEvent } from '../../../src/adapters/docker/container-engine.js';
import type { LifecycleOptions } from '../../../src/effects/lifecycle.js';
import { SimError } from '../../../src/errors.js';
import type { ComposeRuntimeOptions } from '../../../src/runtime/compose/compose-runtime.js';
import { Queue } from '../../../src/runtime/queue.js';
import { type Caller, type Calls, lost, type Stages } from './calls.js';
import type { Machine } from './machine.js';
import type { Runners } from './runners.js';

const refused = (what: string) => () => new SimError('failed', `${what} is refused`);

/** The machine as a controller sees it: every call goes by the calls, and may be overtaken, refused or lost. */
export function createEngine(machine: Machine, calls: Calls, owner: Caller, runners: Runners) {
  let looks = 0;
  const ask = <T>(name: string, act: () => T, refusal?: () => SimError) =>
    calls.begin(owner, { name, refusal }, function* (): Stages<T> {
      const answer = act();
      yield;
      return answer;
    });
  const look = (name: string) => {
    looks += 1;
    const number = looks;
    return { name, number };
  };
  // What a killed controller has asked for looks like somebody else's doing to the next one.
  const by = () => (owner.isDead ? 'itself' : 'a stop');
  const streams = new Set<Queue<ContainerEvent>>();
  machine.listeners.add((event) => {
    if (machine.away) return;
    for (const stream of streams) stream.push(event);
  });

  const engine = {
    version: () => ask('version', () => '26'),
    observeAll: () => {
      const { name, number } = look('list');
      return ask(name, () => [...machine.containers.values()].map((one) => ({ ...one, look: number })));
    },
    observe: (id: string) => {
      const { name, number } = look(`inspect ${id}`);
      return ask(name, () => {
        const found = machine.containers.get(id);
        return found === undefined ? undefined : { ...found, look: number };
      });
    },
    events: (signal: AbortSignal) =>
      ask('events', () => {
        const stream = new Queue<ContainerEvent>();
        streams.add(stream);
        signal.addEventListener('abort', () => stream.end(), { once: true });
        return stream;
      }),
    start: (id: string) => ask(`start ${id}`, () => machine.start(id), refused(`the start of ${id}`)),
    stop: (id: string) => ask(`stop ${id}`, () => machine.stop(id, by()), refused(`the stop of ${id}`)),
    restart: (id: string) =>
      calls.begin(owner, { name: `restart ${id}`, refusal: refused(`the restart of ${id}`) }, function* () {
        if (!machine.containers.has(id)) throw new SimError('failed', `there is no container ${id}`);
        machine.stop(id, by());
        yield;
        machine.start(id);
        yield;
      }),
    kill: (id: string) =>
      ask(`signal to ${id}`, () => {
        if (machine.containers.get(id)?.status !== 'running')
          throw new SimError('failed', `${id} does not run`);
        runners.hangUp(id);
      }),
    reports: async function* (id: string, since: number) {
      const run = runners.runOf(id);
      for (let read = 0; run !== undefined && (await runners.more(id, run, read)); read += 1) {
        const line = runners.lines(id)[read];
        if (line === undefined || line.at < since) continue;
        yield await calls.begin(owner, { name: `report of ${id}`, lane: `reports of ${id}` }, function* () {
          yield;
          return line.text;
        });
      }
    },
    logs: async function* (id: string) {
      await ask(`logs ${id}`, () => undefined);
      yield { at: 1, stream: 'stdout' as const, text: 'a line' };
    },
    mask: (text: string) => text,
    removeAll: ({ volumes }: { readonly volumes: boolean }) =>
      calls.begin(owner, { name: 'remove all', refusal: refused('the removal') }, function* () {
        const removed: string[] = [];
        for (const { id, name } of [...machine.containers.values()]) {
          machine.remove(id);
          removed.push(name);
          yield;
        }
        const none = { networks: [], keptVolumes: [], externalVolumes: [], unnamedVolumes: [] };
        return { ...none, containers: removed, volumes: volumes ? ['data'] : [] };
      }),
  } satisfies Partial<ContainerEngine>;

  return {
    engine,
    nextLook: () => look('').number,
    /** The streams of events break. */
    lose() {
      for (const stream of streams) stream.fail(lost());
      streams.clear();
    },
  };
}

/** Compose and the images, for the handlers of the lifecycle. One call of Compose waits for the one before. */
export function createCompose(
  machine: Machine,
  calls: Calls,
  owner: Caller,
  declared: ReadonlyMap<string, number>,
): Pick<LifecycleOptions, 'findImage' | 'declareScales'> & ComposeRuntimeOptions['creation'] {
  let scales: ReadonlyMap<string, number> = declared;
  const doToAll = (word: string, service: string, signal: AbortSignal, act: (id: string) => void) => {
    const name = `compose ${word} ${service}`;
    const refusal = () => new SimError('compose-failed', `${name} is refused`);
    return calls.begin(owner, { name, refusal, mayFailLater: true, signal, lane: 'compose' }, function* () {
      yield;
      for (const { id } of machine.of(service)) {
        if (signal.aborted) return;
        act(id);
        yield;
      }
    });
  };
  return {
    findImage: (service, { signal }) => {
      const refusal = () => new SimError('image-unavailable', `no image for ${service}`, { hint: 'none' });
      return calls.begin(owner, { name: `image ${service}`, refusal, signal }, function* () {
        yield;
        return { reference: `${service}:1`, source: 'present' as const, digest: undefined };
      });
    },
    start: (service, signal) => doToAll('start', service, signal, (id) => machine.start(id)),
    stop: (service, signal) => doToAll('stop', service, signal, (id) => machine.stop(id)),
    declareScales: async (wanted) => {
      scales = new Map([...declared, ...Object.entries(wanted)]);
      return Object.keys(wanted).length > 0;
    },
    create: (wanted, _images, { anew }, signal) => {
      const name = `compose ${anew ? 'anew ' : ''}${wanted.join(' ')}`;
      const refusal = () => new SimError('compose-failed', `${name} is refused`);
      const scale = scales;
      return calls.begin(owner, { name, refusal, mayFailLater: true, signal, lane: 'compose' }, function* () {
        yield;
        for (const service of wanted) {
          for (const act of actsOf(machine, service, scale.get(service) ?? 0, anew)) {
            if (signal.aborted) return;
            act();
            yield;
          }
        }
      });
    },
  };
}

/** What Compose does to have so many containers: those of the highest numbers go, and new ones get numbers above all that are there. */
function* actsOf(machine: Machine, service: string, scale: number, anew: boolean): Generator<() => void> {
  const there = machine.of(service);
  for (const { id } of there.slice(scale)) {
    yield () => machine.stop(id);
    yield () => machine.remove(id);
  }
  for (const { id, index } of anew ? there.slice(0, scale) : []) {
    let fresh = '';
    yield () => {
      fresh = machine.create(service, index, true);
    };
    yield () => machine.stop(id);
    yield () => machine.remove(id);
    yield () => machine.rename(fresh);
  }
  const highest = Math.max(0, ...there.slice(0, scale).map(({ index }) => index));
  for (let more = 1; more <= scale - there.length; more += 1) {
    yield () => void machine.create(service, highest + more);
  }
}
