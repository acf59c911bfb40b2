import { mkdir, mkdtemp, realpath, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watchConfiguration } from '../../../src/inputs/files/watch-configuration.js';
import type { Event } from '../../../src/state/core/event.js';
import { emptySnapshot, reduce } from '../../../src/state/core/reduce.js';
import { createStore } from '../../../src/state/core/store.js';
import { definition, environment } from '../../fakes/environment.js';

it('an edited file of a mounted folder is told with all services that see it, whichever way it was saved', async () => {
  await using stack = new AsyncDisposableStack();
  const root = await realpath(await mkdtemp(join(tmpdir(), 'sim-config-')));
  stack.defer(() => rm(root, { recursive: true, force: true }));
  const abort = new AbortController();
  stack.defer(() => abort.abort());
  await mkdir(join(root, 'config/extra'), { recursive: true });
  await writeFile(join(root, 'config/catalog.yaml'), 'limit: 1\n');
  await writeFile(join(root, 'nginx.conf'), 'one\n');
  // So that they count as older than the watch.
  for (const file of ['config/catalog.yaml', 'nginx.conf']) await utimes(join(root, file), 1, 1);

  const mount = (source: string) => ({
    configuration: [{ source: join(root, source), target: `/etc/${source}` }],
  });
  const store = createStore(reduce, emptySnapshot(0));
  store.dispatch({
    kind: 'environment.declared',
    at: 0,
    environment: environment([
      definition('catalog', mount('config')),
      definition('orders', mount('config')),
      definition('nginx', mount('nginx.conf')),
      definition('redis'),
    ]),
  });
  const arrivals: (() => void)[] = [];
  const told: Event[] = [];
  const watch = watchConfiguration(store, {
    dispatch: (event) => {
      told.push(event);
      for (const arrival of arrivals.splice(0)) arrival();
    },
    now: () => Date.now(),
    signal: abort.signal,
  });
  await watch.settled();
  const next = async (count: number) => {
    while (told.length < count) await new Promise<void>((resolve) => arrivals.push(resolve));
    return told[count - 1];
  };

  await writeFile(join(root, 'config/catalog.yaml'), 'limit: 2\n');
  expect(await next(1)).toMatchObject({
    kind: 'config.changed',
    services: ['catalog', 'orders'],
    file: join(root, 'config/catalog.yaml'),
  });
  await writeFile(join(root, 'nginx.conf.tmp'), 'two\n');
  await rename(join(root, 'nginx.conf.tmp'), join(root, 'nginx.conf'));
  expect(await next(2)).toMatchObject({ services: ['nginx'], file: join(root, 'nginx.conf') });
  await writeFile(join(root, 'config/extra/limits.yaml'), 'new\n');
  expect(await next(3)).toMatchObject({ file: join(root, 'config/extra/limits.yaml') });

  // As sed and vim save: beside the file, and gone before the edit is there.
  for (const name of ['sedEwy6zW', '4913', 'limits.yaml.part']) {
    await writeFile(join(root, 'config', name), 'new\n');
    await rename(join(root, 'config', name), join(root, 'config/catalog.yaml.new'));
    await rm(join(root, 'config/catalog.yaml.new'));
  }
  for (const name of ['.catalog.yaml.swp', 'catalog.yaml~', '.#catalog.yaml']) {
    await writeFile(join(root, 'config', name), 'new\n');
  }
  await writeFile(join(root, 'config/sedAb12Cd'), 'limit: 3\n');
  await rename(join(root, 'config/sedAb12Cd'), join(root, 'config/catalog.yaml'));
  expect(await next(4)).toMatchObject({ file: join(root, 'config/catalog.yaml') });
  expect(told).toHaveLength(4);
});
