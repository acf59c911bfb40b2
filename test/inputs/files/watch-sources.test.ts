import {
  appendFile,
  mkdir,
  mkdtemp,
  realpath,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { WatchTargets } from '../../../src/inputs/files/scope.js';
import type { FileWatch } from '../../../src/inputs/files/watch-files.js';
import { watchSources } from '../../../src/inputs/files/watch-sources.js';
import type { Event } from '../../../src/state/core/event.js';

/** A folder `catalog` with one file, and a watch on it. */
class Watched implements AsyncDisposable {
  readonly events: Event[] = [];
  readonly #abort = new AbortController();
  readonly #arrivals = new Set<() => void>();
  #watch: FileWatch | undefined;

  private constructor(readonly root: string) {}

  static async on(
    files: Readonly<Record<string, string>>,
    targets: Partial<WatchTargets> = {},
  ): Promise<Watched> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'sim watch ')));
    const watched = new Watched(root);
    for (const [file, text] of Object.entries(files)) await watched.write(file, text);
    // So that they count as older than the watch.
    for (const file of Object.keys(files)) await utimes(watched.path(file), 1, 1);
    watched.#watch = watchSources({
      folders: (targets.folders ?? ['catalog']).map(watched.path),
      embeds: (targets.embeds ?? []).map(watched.path),
      single: (targets.single ?? []).map(watched.path),
      dispatch: (event) => {
        watched.events.push(event);
        for (const arrival of watched.#arrivals) arrival();
      },
      now: () => Date.now(),
      signal: watched.#abort.signal,
    });
    await watched.settled();
    return watched;
  }

  readonly path = (file: string) => join(this.root, file);

  async write(file: string, text: string): Promise<void> {
    await mkdir(join(this.path(file), '..'), { recursive: true });
    await writeFile(this.path(file), text);
  }

  update(targets: WatchTargets): void {
    this.#watch?.update(targets);
  }

  async settled(): Promise<void> {
    await this.#watch?.settled();
  }

  /** Every file reported so far, from the root. */
  get changed(): readonly string[] {
    const files = this.events.flatMap((event) => (event.kind === 'source.changed' ? event.files : []));
    return files.map((file) => file.slice(this.root.length + 1));
  }

  /** Resolves when this file has been reported; the test's own time limit is the only other end. */
  async hears(file: string, times = 1): Promise<void> {
    await this.until(() => this.changed.filter((one) => one === file).length >= times);
  }

  /** Resolves when that is so; looked at with each event. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        this.#arrivals.add(resolve);
      });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    await rm(this.root, { recursive: true, force: true });
  }
}

const one = { 'catalog/main.go': 'package main\n' };

describe('a watch over source folders', () => {
  it('tells of what comes below a folder that was watched alone before, also while that is being opened', async () => {
    await using watched = await Watched.on(
      { 'go.mod': 'module m\n', 'deep/a/a.go': 'package a\n' },
      { folders: [], single: ['go.mod'] },
    );
    watched.update({ modules: [watched.root] });
    await watched.write('deep/a/early/e.go', 'package early\n');
    await watched.hears('deep/a/early/e.go');
    await watched.settled();
    await watched.write('deep/a/later/l.go', 'package later\n');
    await watched.hears('deep/a/later/l.go');
    expect(watched.changed).not.toContain('deep/a/a.go');
  });

  it('says first by what means it watches', async () => {
    await using watched = await Watched.on(one);
    expect(watched.events).toMatchObject([{ kind: 'watch.started', mode: 'events', detail: undefined }]);
  });

  it('reports a saved file, once', async () => {
    await using watched = await Watched.on(one);
    await watched.write('catalog/main.go', 'package main // 2\n');
    await watched.hears('catalog/main.go');
    await watched.write('catalog/end.go', 'package main\n');
    await watched.hears('catalog/end.go');
    expect(watched.changed).toEqual(['catalog/main.go', 'catalog/end.go']);
  });

  it('reports a save by rename, as many editors do it, under the file’s own name', async () => {
    await using watched = await Watched.on(one);
    await watched.write('catalog/.main.go.swp', 'swap');
    await watched.write('catalog/main.go~', 'backup');
    await watched.write('catalog/4913', '');
    await watched.write('catalog/main.go.tmp', 'package main // 2\n');
    await rename(watched.path('catalog/main.go.tmp'), watched.path('catalog/main.go'));
    await watched.hears('catalog/main.go');
    expect(new Set(watched.changed)).toEqual(new Set(['catalog/main.go']));
  });

  it('reports a new file, a deleted one, and one that is restored', async () => {
    await using watched = await Watched.on(one);
    await watched.write('catalog/new.go', 'package main\n');
    await watched.hears('catalog/new.go');
    await rm(watched.path('catalog/main.go'));
    await watched.hears('catalog/main.go');
    await watched.write('catalog/main.go', 'package main\n');
    await watched.hears('catalog/main.go', 2);
  });

  it('does not report a file that was only touched, or replaced by one like it', async () => {
    await using watched = await Watched.on(one);
    await utimes(watched.path('catalog/main.go'), new Date(), new Date());
    await watched.write('catalog/main.go.tmp', 'package main\n');
    await rename(watched.path('catalog/main.go.tmp'), watched.path('catalog/main.go'));
    await watched.write('catalog/end.go', 'package main\n');
    await watched.hears('catalog/end.go');
    expect(watched.changed).toEqual(['catalog/end.go']);
  });

  it('reports the end of a file that was written in pieces', async () => {
    await using watched = await Watched.on(one);
    await watched.write('catalog/main.go', 'package');
    await watched.hears('catalog/main.go');
    await appendFile(watched.path('catalog/main.go'), ' main // whole\n');
    await watched.hears('catalog/main.go', 2);
  });

  it('gathers what a checkout writes into few events', async () => {
    await using watched = await Watched.on(one);
    const files = Array.from({ length: 200 }, (_, i) => `catalog/f${i}.go`);
    await Promise.all(files.map((file) => watched.write(file, 'package main\n')));
    await Promise.all(files.map((file) => watched.hears(file)));
    const told = watched.events.filter((event) => event.kind === 'source.changed').length;
    expect(told).toBeLessThan(100);
  });

  it('ignores folders inside that are no packages of the service', async () => {
    await using watched = await Watched.on({ ...one, 'catalog/testdata/a.go': 'package a\n' });
    await watched.write('catalog/testdata/a.go', 'package a // 2\n');
    await watched.write('catalog/end.go', 'package main\n');
    await watched.hears('catalog/end.go');
    expect(watched.changed).toEqual(['catalog/end.go']);
  });

  it('follows embedded folders and patterns, and module files', async () => {
    await using watched = await Watched.on(
      { ...one, 'go.mod': 'module x\n', 'catalog/static/a/b.txt': 'b', 'catalog/sql/001.sql': 'x' },
      { embeds: ['catalog/static', 'catalog/sql/*.sql'], single: ['go.mod', 'go.sum'] },
    );
    await watched.write('catalog/static/a/b.txt', 'c');
    await watched.write('catalog/sql/002.sql', 'y');
    await watched.write('go.mod', 'module y\n');
    await watched.write('go.sum', 'sum\n');
    const files = ['catalog/static/a/b.txt', 'catalog/sql/002.sql', 'go.mod', 'go.sum'];
    await Promise.all(files.map((file) => watched.hears(file)));
  });

  it('sees every name that is embedded, also those of editors’ copies', async () => {
    await using watched = await Watched.on(
      { 'catalog/main.go': 'package main', 'catalog/pages/index.html': 'one' },
      { embeds: ['catalog/pages'] },
    );
    for (const name of ['.index.html.swp', 'index.html~', 'old~/index.html', '.sublime.tmp', 'index.bak']) {
      await watched.write(`catalog/pages/${name}`, 'a copy');
      await watched.hears(`catalog/pages/${name}`);
      await rm(watched.path(`catalog/pages/${name}`));
      await watched.hears(`catalog/pages/${name}`, 2);
    }
    await watched.write('catalog/.main.go.swp', 'a copy');
    await watched.write('catalog/main.go', 'package main // edited');
    await watched.hears('catalog/main.go');
    expect(watched.changed).not.toContain('catalog/.main.go.swp');
  });

  it('follows a package that comes in later, with what was written there since the last news', async () => {
    await using watched = await Watched.on({ ...one, 'tax/old.go': 'package tax\n' });
    await watched.write('tax/late.go', 'package tax\n');
    watched.update({ folders: [watched.path('catalog'), watched.path('tax')] });
    await watched.settled();
    await watched.hears('tax/late.go');
    await watched.write('tax/old.go', 'package tax // 2\n');
    await watched.hears('tax/old.go');
    expect(watched.changed.filter((file) => file === 'tax/old.go')).toHaveLength(1);
  });

  it('sees changes behind a folder that is a symbolic link', async () => {
    await using watched = await Watched.on({ 'real/main.go': 'package main\n' }, { folders: [] });
    await symlink(watched.path('real'), watched.path('catalog'));
    watched.update({ folders: [watched.path('catalog')] });
    await watched.settled();
    await watched.write('real/main.go', 'package main // 2\n');
    await watched.hears('catalog/main.go');
  });

  it('follows a link on the way to a folder to where it leads next', async () => {
    const files = { 'one/app/main.go': 'package main\n', 'two/app/main.go': 'package main // 2\n' };
    await using watched = await Watched.on(files, { folders: [] });
    await symlink(watched.path('one'), watched.path('door'));
    const targets = { folders: [watched.path('door/app')], single: [watched.path('door')] };
    watched.update(targets);
    await watched.settled();
    await symlink(watched.path('two'), watched.path('next'));
    await rename(watched.path('next'), watched.path('door'));
    await watched.hears('door');
    watched.update(targets);
    await watched.settled();
    await watched.write('two/app/main.go', 'package main // 3\n');
    await watched.hears('door/app/main.go');
  });

  it('hears of a link to a folder each time that it is taken away and made anew at once, leading elsewhere', async () => {
    const files = { ...one, 'one/main.go': 'package main\n', 'two/main.go': 'package main // 2\n' };
    await using watched = await Watched.on(files);
    const door = watched.path('door');
    await symlink(watched.path('one'), door);
    const targets = { folders: [watched.path('catalog'), door], single: [door] };
    watched.update(targets);
    await watched.settled();
    const doors = () => watched.changed.filter((file) => file === 'door').length;
    for (const [i, target] of ['two', 'one', 'two', 'one', 'two', 'one'].entries()) {
      // What is taken away is told last of what has happened until then.
      await rm(watched.path('catalog/main.go'));
      await watched.hears('catalog/main.go', 2 * i + 1);
      await watched.write('catalog/main.go', 'package main\n');
      await watched.hears('catalog/main.go', 2 * i + 2);
      const told = doors();
      await rm(door);
      await symlink(watched.path(target), door);
      await watched.until(() => doors() > told);
      // As a list of packages follows upon each change.
      watched.update(targets);
      await watched.settled();
    }
  });

  it('takes a folder up again after it was deleted and restored', async () => {
    await using watched = await Watched.on(one);
    await rm(watched.path('catalog'), { recursive: true });
    await watched.hears('catalog/main.go');
    await watched.write('catalog/main.go', 'package main\n');
    await watched.hears('catalog/main.go', 2);
  });

  it('looks for changes where it is told that none are told, and says so', async () => {
    vi.stubEnv('CHOKIDAR_USEPOLLING', '1');
    try {
      await using watched = await Watched.on(one);
      expect(watched.events).toMatchObject([
        { kind: 'watch.started', mode: 'polling', detail: expect.stringContaining('ten times a second') },
      ]);
      await watched.write('catalog/main.go', 'package main // 2\n');
      await watched.hears('catalog/main.go');
    } finally {
      vi.unstubAllEnvs();
    }
  });
});
