import { existsSync } from 'node:fs';
import { appendFile, cp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { CheckView } from '../../../src/contract/views.js';
import { childEnv, copyCheckout } from '../fixtures/checkout.ts';
import { runSim } from '../fixtures/command.ts';
import { edit } from '../fixtures/edit.ts';
import { holdingsOf, nothing, testEngine } from '../fixtures/engine.ts';
import { TestEnvironment } from '../fixtures/environment.ts';
import { ConstantLoad, get } from '../fixtures/load.ts';
import { Observed, shownBuilds } from '../fixtures/observed.ts';
import { serviceOf, urlOf } from '../fixtures/status.ts';
import { unique } from '../fixtures/test-run.ts';

const project = fileURLToPath(new URL('../fixtures/projects/go-service', import.meta.url));
const withoutGo = (childEnv().PATH ?? '').split(':').filter((folder) => !existsSync(join(folder, 'go')));

test('a machine without Go compiles, vets and tests in a container: first builds, Sim itself, every edit, and errors at their paths', async () => {
  const name = unique('no-go');
  const signal = AbortSignal.timeout(560_000);
  const docker = await testEngine();
  await using checkout = await copyCheckout();
  const own: string[] = [];
  {
    await using environment = new TestEnvironment(checkout, name);
    const folder = join(checkout.root, 'a project $');
    await cp(project, folder, { recursive: true });
    // Another source than that of the images that the engine has: they have to be compiled as well.
    await appendFile(join(checkout.root, 'src/agent/cmd/runner/main.go'), `// ${name}\n`);

    const up = await runSim(
      checkout.sim,
      ['up', '--detach', '--wait', '--images', 'local', '--vet', '--test', '--file', folder, '--name', name],
      { cwd: checkout.root, env: { PATH: withoutGo.join(':') } },
    );
    expect(up).toMatchObject({ code: 0 });
    const status = await environment.status();
    const url = urlOf(status, 'hello');
    expect(await get(url)).toBe('first');

    const load = new ConstantLoad(url, 50);
    await edit(join(folder, 'main.go'), ['"first"', '"second"']);
    await load.firstAnswer((body) => body === 'second', signal);
    expect((await load.stop()).failures).toEqual([]);

    using seen = await Observed.of(environment.stateDir);
    expect(await checksOf(seen, 2)).toMatchObject([
      { kind: 'vet', outcome: 'passed' },
      { kind: 'test', outcome: 'passed' },
    ]);
    await writeFile(join(folder, 'main_test.go'), greetingTest);
    await edit(join(folder, 'main.go'), ['"second"', '"third"'], ['Fprintln(os.Stderr, err)', 'Sprint(err)']);
    expect(await checksOf(seen, 3)).toMatchObject([
      { kind: 'vet', outcome: 'failed', errors: [{ file: 'a project $/main.go', line: 15 }] },
      {
        kind: 'test',
        outcome: 'failed',
        errors: [{ file: 'a project $/main_test.go', line: 10, message: 'TestGreeting: it is third' }],
      },
    ]);
    await edit(
      join(folder, 'main.go'),
      ['"third"', '"second"'],
      ['Sprint(err)', 'Fprintln(os.Stderr, err, 4)'],
    );
    expect(await checksOf(seen, 4)).toMatchObject([
      { kind: 'vet', outcome: 'passed' },
      { kind: 'test', outcome: 'passed' },
    ]);

    await edit(join(folder, 'main.go'), ['"second"', 'nowhere']);
    while (serviceOf(await environment.status(), 'hello').code?.state !== 'stale') signal.throwIfAborted();
    expect(serviceOf(await environment.status(), 'hello').code?.errors).toMatchObject([
      { file: 'a project $/main.go', line: 10, message: 'undefined: nowhere' },
    ]);

    // What was made belongs to whoever runs Sim.
    const made = await stat(join(environment.stateDir, 'builds/hello/1'));
    expect(made.uid).toBe(process.getuid?.());
    own.push(...(await ownImages(environment)));
    expect((await holdingsOf(docker, { name })).volumes).toEqual([`sim-${name}_go`]);
  }
  expect(await holdingsOf(docker, { name })).toEqual(nothing);
  await Promise.all(own.map((image) => docker.getImage(image).remove()));
});

/** Also that it runs behind everything else: 20 less the niceness, as Linux itself tells it. */
const greetingTest = `package main

import (
	"syscall"
	"testing"
)

func TestGreeting(t *testing.T) {
	if greeting != "second" {
		t.Errorf("it is %s", greeting)
	}
}

func TestGivesWay(t *testing.T) {
	if left, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0); left != 1 {
		t.Errorf("%d is left of 20, %v", left, err)
	}
}
`;

/** What was found in the source of a build, once all was looked at. */
function checksOf(seen: Observed, build: number): Promise<readonly CheckView[]> {
  return seen.until((views) => {
    const checks = shownBuilds(views, 'hello')?.builds.find(({ number }) => number === build)?.checks;
    return checks?.length === 2 && checks.every(({ outcome }) => outcome !== 'running') ? checks : undefined;
  });
}

/** Those of Sim itself, which no other test uses. */
async function ownImages({ stateDir }: TestEnvironment): Promise<readonly string[]> {
  // Written by Sim in this shape.
  const images = JSON.parse(await readFile(join(stateDir, 'images.json'), 'utf8')) as Record<
    string,
    { reference: string }
  >;
  return Object.values(images).map(({ reference }) => reference);
}
