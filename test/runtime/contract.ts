import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { InstanceName } from '../../src/runtime/build-delivery.js';
import type { InstanceChange, OutputLine, Runtime } from '../../src/runtime/runtime.js';
import type { ContainerObservation } from '../../src/state/instances/container.js';

/** What is put to the test, with these services of an image that is there:
 * `web` says 'serving on :8080', listens on 8080, published at any free port, and runs on; its data are in a volume;
 * `job` says 'one' and 'two' and ends with 0; `broken` ends with 3; `phoenix` ends with 1 and is started again on failure. */
export interface RuntimeUnderTest extends AsyncDisposable {
  readonly runtime: Runtime;
  /** The image that serves each service. */
  readonly images: Readonly<Record<string, string>>;
  /** Another one that is there. */
  readonly otherImage: string;
  /** A command that says 'words-of-its-own' inside `web` and ends with 3. */
  readonly saying: readonly string[];
  /** Looks again whenever something has changed, in whatever time passes there. */
  until<T>(look: () => Promise<T | undefined>): Promise<T>;
}

/** What every implementation of the port has to do, whatever instances are to it. */
export function runtimeContract(name: string, make: () => Promise<RuntimeUnderTest>): void {
  describe(`the runtime ${name}`, () => {
    const never = new AbortController().signal;
    const web = (index: number): InstanceName => ({ service: 'web', index });
    let subject: RuntimeUnderTest;
    let runtime: Runtime;
    beforeAll(async () => {
      subject = await make();
      runtime = subject.runtime;
    });
    afterAll(() => subject[Symbol.asyncDispose]());
    afterEach(async () => void (await runtime.removeAll({ volumes: true })));

    const create = (services: Readonly<Record<string, number>>, anew = false) =>
      runtime.create({ services, images: subject.images, anew }, never);
    const start = (instance: InstanceName) => runtime.start(instance, never);
    const of = async (service: string) =>
      (await runtime.observeAll()).filter((container) => container.service === service);
    const ids = async (service: string) => (await of(service)).map(({ id }) => id).sort();
    const untilIs = (instance: InstanceName, is: (container: ContainerObservation) => boolean) =>
      subject.until(async () => {
        const container = await runtime.observe(instance);
        return container !== undefined && is(container) ? container : undefined;
      });
    const code = (error: unknown) => expect(error).rejects.toMatchObject({ name: 'SimError' });

    test('makes as many instances as wanted and starts none, makes what is missing and removes what is more', async () => {
      await create({ web: 3, job: 1 });
      expect((await of('web')).map(({ status }) => status)).toEqual(['created', 'created', 'created']);
      expect(await runtime.observe(web(3))).toMatchObject({ service: 'web', index: 3, status: 'created' });
      const before = await ids('web');
      await create({ web: 3 });
      expect(await ids('web')).toEqual(before);
      const first = (await runtime.observe(web(1)))?.id;
      await create({ web: 1 });
      expect(await ids('web')).toEqual([first]);
      await create({ web: 2 });
      expect(await ids('web')).toContain(first);
      expect(await of('web')).toHaveLength(2);
      await create({ web: 0 });
      expect(await of('web')).toEqual([]);
      expect(await of('job')).toHaveLength(1);
    });

    test('leaves what is as declared, or is to stay as it is, makes it anew where that is asked for, and refuses an image that is not there', async () => {
      await create({ web: 1 });
      const [before] = await ids('web');
      await create({ web: 1 }, true);
      const [after] = await ids('web');
      expect(after).not.toBe(before);
      const images = { ...subject.images, job: 'sim-test/not-there:1' };
      await code(runtime.create({ services: { job: 1 }, images, anew: false }, never));
      expect(await of('job')).toEqual([]);
      const others = { ...subject.images, web: subject.otherImage };
      await runtime.create({ services: { web: 2 }, images: others, anew: false, kept: true }, never);
      expect((await of('web')).map(({ image }) => image).sort()).toEqual(
        [subject.images.web, subject.otherImage].sort(),
      );
      expect(await ids('web')).toContain(after);
      await runtime.create({ services: { web: 2 }, images: others, anew: false }, never);
      expect((await of('web')).map(({ image }) => image)).toEqual([subject.otherImage, subject.otherImage]);
      const aborted = AbortSignal.abort();
      await expect(
        runtime.create({ services: { job: 1 }, images: subject.images, anew: false }, aborted),
      ).rejects.toMatchObject({ code: 'interrupted' });
    });

    test('starts, stops and restarts one instance, and each of these twice is no error', async () => {
      await create({ web: 2 });
      await start(web(1));
      await start(web(1));
      const running = await runtime.observe(web(1));
      expect(running).toMatchObject({ status: 'running', restarts: 0 });
      expect(running?.ports).toMatchObject([{ target: 8080, protocol: 'tcp' }]);
      expect(await runtime.observe(web(2))).toMatchObject({ status: 'created' });
      await runtime.restart(web(1));
      const again = await runtime.observe(web(1));
      expect(again).toMatchObject({ status: 'running', id: running?.id });
      await runtime.stop(web(1), never);
      await runtime.stop(web(1), never);
      expect(await runtime.observe(web(1))).toMatchObject({ status: 'exited', id: running?.id });
      await start(web(1));
      expect(await runtime.observe(web(1))).toMatchObject({ status: 'running', id: running?.id });
    });

    test('what is not there can be started, stopped and removed without an error, and nothing else', async () => {
      await start(web(1));
      await runtime.stop(web(1), never);
      await runtime.remove(web(1));
      expect(await runtime.observe(web(1))).toBeUndefined();
      await code(runtime.restart(web(1)));
      await code(runtime.signal(web(1), 'SIGHUP'));
      await code(runtime.exec(web(1), subject.saying, never));
      await code(runtime.forwardPort(web(1), 8080, never));
    });

    test('tells how an instance ended: by itself, by a signal, or to be started again by its policy', async () => {
      await create({ web: 1, job: 1, broken: 1, phoenix: 1 });
      for (const service of ['web', 'job', 'broken', 'phoenix']) await start({ service, index: 1 });
      const ended = ({ status }: ContainerObservation) => status === 'exited';
      expect(await untilIs({ service: 'job', index: 1 }, ended)).toMatchObject({ exitCode: 0, restarts: 0 });
      expect(await untilIs({ service: 'broken', index: 1 }, ended)).toMatchObject({
        exitCode: 3,
        restarts: 0,
      });
      await untilIs({ service: 'phoenix', index: 1 }, ({ restarts }) => restarts >= 2);
      await runtime.stop({ service: 'phoenix', index: 1 }, never);
      expect(await runtime.observe({ service: 'phoenix', index: 1 })).toMatchObject({ status: 'exited' });
      await runtime.signal(web(1), 'SIGKILL');
      expect(await untilIs(web(1), ended)).toMatchObject({ exitCode: 137 });
      await code(runtime.signal(web(1), 'SIGHUP'));
    });

    test('a watch begins with all that is there, then tells each change in order, and ends with its signal', async () => {
      await create({ web: 1 });
      const ending = new AbortController();
      const watch = await runtime.watch(ending.signal);
      expect(watch.containers).toMatchObject([{ service: 'web', status: 'created' }]);
      expect(watch.version).not.toBe('');
      const told: InstanceChange[] = [];
      const reading = (async () => {
        for await (const change of watch.changes) told.push(change);
      })();
      await start(web(1));
      await runtime.stop(web(1), never);
      const container = await runtime.observe(web(1));
      await runtime.remove(web(1));
      const removed = await subject.until(async () => told.find(({ kind }) => kind === 'removed'));
      expect(removed).toEqual({
        kind: 'removed',
        container: { service: 'web', index: 1, id: container?.id },
      });
      const words = told.flatMap((change) =>
        change.kind === 'observed' ? [change.container.status] : ['removed'],
      );
      expect(words.indexOf('running')).toBeLessThan(words.indexOf('exited'));
      expect(words.at(-1)).toBe('removed');
      ending.abort();
      await reading;
    });

    test('a log is that of one container: its old lines, those to come, and its end', async () => {
      await create({ web: 1, job: 1 });
      await start({ service: 'job', index: 1 });
      const job = await untilIs({ service: 'job', index: 1 }, ({ status }) => status === 'exited');
      const read = async (tail: number, follow: boolean) => {
        const name = { service: 'job', index: 1, id: job.id };
        const lines: string[] = [];
        for await (const { text } of runtime.logs(name, { tail, since: undefined, follow }, never))
          lines.push(text);
        return lines;
      };
      expect(await read(10, false)).toEqual(['one', 'two']);
      expect(await read(1, true)).toEqual(['two']);
      await start(web(1));
      const { id } = await untilIs(web(1), ({ status }) => status === 'running');
      const lines: OutputLine[] = [];
      for await (const line of runtime.logs(
        { ...web(1), id },
        { tail: 10, since: undefined, follow: true },
        never,
      )) {
        lines.push(line);
        await runtime.stop(web(1), never);
      }
      expect(lines).toMatchObject([{ text: 'serving on :8080', stream: 'stdout' }]);
    });

    test('runs a program inside, finds where a port answers, and shows no secret of what it says', async () => {
      await create({ web: 2 });
      await code(runtime.exec(web(1), subject.saying, never));
      await start(web(1));
      await untilIs(web(1), ({ status }) => status === 'running');
      expect(await runtime.exec(web(1), subject.saying, never)).toMatchObject({
        exitCode: 3,
        stdout: 'words-of-its-own\n',
      });
      runtime.hide('words-of-its-own');
      expect((await runtime.exec(web(1), subject.saying, never)).stdout).not.toContain('words-of-its-own');
      expect(runtime.mask('say words-of-its-own')).not.toContain('words-of-its-own');
      await using found = await subject.until(() =>
        runtime.forwardPort(web(1), 8080, never).catch(() => undefined),
      );
      const published = (await runtime.observe(web(1)))?.ports.find(
        ({ target }) => target === 8080,
      )?.published;
      expect(found.port).toBe(published);
      await code(runtime.forwardPort(web(1), 8081, never));
      await code(runtime.forwardPort(web(2), 8080, never));
    });

    test('a build that was offered is what an instance starts with, and is delivered to one that runs', async () => {
      expect(await runtime.offeredBuild('web')).toBeUndefined();
      await create({ web: 2 });
      await runtime.offerBuild('web', { build: 2, pinned: false });
      expect(await runtime.offeredBuild('web')).toEqual({ build: 2, pinned: false });
      await code(runtime.deliverBuild(web(1), { build: 3, pinned: true }));
      expect(await runtime.offeredBuild('web')).toEqual({ build: 3, pinned: true });
      await start(web(2));
      await runtime.deliverBuild(web(2), { build: 2, pinned: false });
      expect(await runtime.offeredBuild('web')).toEqual({ build: 2, pinned: false });
      await runtime.offerBuild('web', undefined);
      expect(await runtime.offeredBuild('web')).toBeUndefined();
    });

    test('removes everything, and the data only where that is asked for', async () => {
      await create({ web: 2, job: 1 });
      await start(web(1));
      const kept = await runtime.removeAll({ volumes: false });
      expect(kept.containers).toHaveLength(3);
      expect(kept).toMatchObject({ volumes: [], keptVolumes: [expect.any(String)] });
      expect(await runtime.hasVolume(kept.keptVolumes[0] ?? '')).toBe(true);
      const removed = await runtime.removeAll({ volumes: true });
      expect(removed).toMatchObject({ containers: [], volumes: kept.keptVolumes, keptVolumes: [] });
      expect(await runtime.hasVolume(kept.keptVolumes[0] ?? '')).toBe(false);
      expect(await runtime.observeAll()).toEqual([]);
    });
  });
}
