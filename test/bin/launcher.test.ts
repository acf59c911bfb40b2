import { chmod, mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freshCheckout } from './checkout.js';

const installs = 'npm ci';

describe.concurrent('bin/sim', () => {
  test('prepares a fresh checkout and runs it with the arguments as they are', async () => {
    await using checkout = await freshCheckout();
    // Node itself would look for the file of the last ones.
    const words = ['up', 'a b', '--name=é', '', '--env-file', 'gone.env'];
    const { stdout, exitCode } = await checkout.sim(words);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ args: words });
    expect((await checkout.calls()).map((call) => call.split(' --')[0])).toEqual([installs, 'rolldown']);
  });

  test('does nothing twice', async () => {
    await using checkout = await freshCheckout();
    await checkout.sim(['up']);
    const before = await checkout.calls();
    const { stderr } = await checkout.sim(['up']);
    expect(await checkout.calls()).toEqual(before);
    expect(stderr).toBe('');
  });

  test('fetches a Node where the one of the machine is too old, and goes on using it', async () => {
    await using checkout = await freshCheckout();
    const { stderr } = await checkout.sim(['up'], { node: 'v20.20.2' });
    expect(stderr).toContain('fetching Node 24');
    expect((await checkout.calls())[0]).toMatch(/^npm install .*node@24$/);
    await checkout.sim(['up'], { node: 'v20.20.2' });
    expect((await checkout.calls()).filter((call) => call.startsWith('npm install'))).toHaveLength(1);
  });

  test.each(['v22.22.0', 'v23.0.0', 'v24.1.0'])('takes the Node %s of the machine', async (node) => {
    await using checkout = await freshCheckout();
    await checkout.sim(['up'], { node });
    expect((await checkout.calls()).filter((call) => call.startsWith('npm install'))).toEqual([]);
  });

  test('says what to do where there is neither Node nor npm', async () => {
    await using checkout = await freshCheckout();
    const { stderr, exitCode } = await checkout.sim(['up'], { node: 'none', env: { PATH: '/nowhere' } });
    expect(exitCode).not.toBe(0);
    expect(stderr).not.toBe('');
  });

  test('installs again when the lock file changed', async () => {
    await using checkout = await freshCheckout();
    await checkout.sim(['up']);
    await checkout.write('package-lock.json', '{"lockfileVersion":3,"new":true}\n');
    await checkout.sim(['up']);
    expect((await checkout.calls()).filter((call) => call.startsWith(installs))).toHaveLength(2);
  });

  test('compiles again when a source is newer, and not when a Go file is', async () => {
    await using checkout = await freshCheckout();
    await checkout.sim(['up']);
    const later = new Date(Date.now() + 60_000);
    await checkout.write('src/agent/main.go', 'package main\n');
    await utimes(join(checkout.root, 'src/agent/main.go'), later, later);
    // A new folder below src is a change of src itself; let it count before the real question is asked.
    await checkout.sim(['up']);
    const before = (await checkout.calls()).length;
    await checkout.write('src/agent/main.go', 'package main // changed\n');
    await utimes(join(checkout.root, 'src/agent/main.go'), later, later);
    await checkout.sim(['up']);
    expect((await checkout.calls()).length).toBe(before);
    await utimes(join(checkout.root, 'src/main.js'), later, later);
    await checkout.sim(['up']);
    expect((await checkout.calls()).at(-1)).toBe('rolldown');
    expect((await checkout.calls()).length).toBe(before + 1);
  });

  test('takes away what a killed compiler has left when it fails', async () => {
    await using checkout = await freshCheckout();
    await checkout.write('rolldown.config.1.cafe.js', '');
    expect(await checkout.sim(['up'], { env: { NPM_FAILS: 'ETIMEDOUT' } })).toMatchObject({ exitCode: 1 });
    const left = await readdir(checkout.root);
    expect(left.filter((name) => name.startsWith('rolldown'))).toEqual(['rolldown.config.ts']);
  });

  test('leaves nothing half made when it compiles', async () => {
    await using checkout = await freshCheckout();
    await checkout.sim(['up']);
    expect((await readdir(checkout.root)).filter((name) => name.startsWith('dist'))).toEqual(['dist']);
  });

  test('works through a symbolic link and from any folder', async () => {
    await using checkout = await freshCheckout();
    const links = join(checkout.root, '..', 'links');
    await mkdir(links);
    await symlink('../check out/bin/sim', join(links, 'relative'));
    await symlink(join(links, 'relative'), join(links, 'absolute'));
    for (const program of ['relative', 'absolute']) {
      const { stdout } = await checkout.sim(['ls'], { program: join(links, program), cwd: '/' });
      expect(JSON.parse(stdout)).toMatchObject({ args: ['ls'] });
    }
  });

  test('calls itself by its name where that is found on the PATH', async () => {
    await using checkout = await freshCheckout();
    const folder = dirname(checkout.root);
    await mkdir(join(folder, 'links'));
    // One of these folders is on the PATH.
    const called = async (place: string) => {
      await symlink(join(checkout.root, 'bin/sim'), join(folder, place, 'mysim'));
      const { stdout } = await checkout.sim(['ls'], { program: join(folder, place, 'mysim') });
      return JSON.parse(stdout).command;
    };
    expect(await called('links')).toBeUndefined();
    expect(await called('tools')).toBe('mysim');
  });

  test('says its version without Node and without preparing anything', async () => {
    await using checkout = await freshCheckout();
    const { stdout, stderr } = await checkout.sim(['--version'], { node: 'none' });
    expect({ stdout, stderr }).toEqual({ stdout: '1.2.3', stderr: '' });
    expect(await checkout.calls()).toEqual([]);
  });

  test('shows what a step said when it fails, and tries again the next time', async () => {
    await using checkout = await freshCheckout();
    const failed = await checkout.sim(['up'], { env: { NPM_FAILS: 'no such host' } });
    expect(failed.exitCode).toBe(1);
    expect(failed.stderr).toContain('npm error no such host');
    expect(failed.stderr).toContain('installing the locked dependencies failed.');
    expect((await checkout.sim(['up'])).exitCode).toBe(0);
  });

  test('two at once prepare once', async () => {
    await using checkout = await freshCheckout();
    const outcomes = await Promise.all([checkout.sim(['a']), checkout.sim(['b']), checkout.sim(['c'])]);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect((await checkout.calls()).map((call) => call.split(' --')[0])).toEqual([installs, 'rolldown']);
  });

  test('takes over the lock of one that was killed', async () => {
    await using checkout = await freshCheckout();
    const lock = join(checkout.root, '.sim-tools/prepare.lock');
    await mkdir(lock, { recursive: true });
    await writeFile(join(lock, 'pid'), '4194303999\n');
    expect((await checkout.sim(['up'])).exitCode).toBe(0);
  });

  test('a prepared checkout runs where it may not be written', async () => {
    await using checkout = await freshCheckout();
    await checkout.sim(['up']);
    await chmod(checkout.root, 0o555);
    const outcome = await checkout.sim(['up'], { asNobody: true });
    await chmod(checkout.root, 0o755);
    expect(outcome).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test('a checkout that was never prepared and may not be written says so', async () => {
    await using checkout = await freshCheckout();
    await chmod(checkout.root, 0o555);
    const outcome = await checkout.sim(['up'], { asNobody: true });
    await chmod(checkout.root, 0o755);
    expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("can't be written") });
  });

  test('a checkout that changed since it was prepared and may not be written says so, and waits for nobody', async () => {
    await using checkout = await freshCheckout();
    await checkout.sim(['up']);
    await checkout.write('package-lock.json', '{"lockfileVersion":3, "more":1}\n');
    await chmod(checkout.root, 0o555);
    const outcome = await checkout.sim(['up'], { asNobody: true });
    await chmod(checkout.root, 0o755);
    expect(outcome).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("can't be written") });
  });
});

describe.concurrent('bin/with-node', () => {
  const show = ['sh', '-c', 'command -v node; printf "[%s]" "$@"', 'show', 'a b', ''];

  test('runs a program with a fitting Node where that of the machine is too old, and its arguments as they are', async () => {
    await using checkout = await freshCheckout();
    const program = join(checkout.root, 'bin/with-node');
    const { stdout, exitCode } = await checkout.sim(show, { program, node: 'v20.20.2' });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\/\.sim-tools\/node\/node_modules\/node\/bin\/node\n\[a b\]\[\]$/);
  });

  test('installs what is locked, and leaves it to the program whether something is compiled', async () => {
    await using checkout = await freshCheckout();
    const program = join(checkout.root, 'bin/with-node');
    await checkout.sim(show, { program });
    expect((await checkout.calls()).map((call) => call.split(' --')[0])).toEqual([installs]);
    const { stdout } = await checkout.sim(['rolldown', '--dir', join(checkout.root, 'out')], { program });
    expect({ stdout, calls: (await checkout.calls()).length }).toEqual({ stdout: '', calls: 2 });
  });

  test('ends as its program does', async () => {
    await using checkout = await freshCheckout();
    const program = join(checkout.root, 'bin/with-node');
    expect((await checkout.sim(['sh', '-c', 'exit 7'], { program })).exitCode).toBe(7);
  });
});
