import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { projectOf } from '../../../src/environment/environment.js';
import { Observed, shownBuilds } from '../fixtures/observed.ts';
import { sharedByTests } from '../fixtures/shared.ts';
import { serviceOf, urlOf } from '../fixtures/status.ts';

const project = fileURLToPath(new URL('../fixtures/projects/of-dockerfile', import.meta.url));
const shared = sharedByTests();

test('a hot-rebuilt service runs as its Dockerfile has it, in Sim’s image or in its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-of-dockerfile-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(project, folder, { recursive: true });
  // After its containers are gone.
  onTestFinished(async () => {
    const made = projectOf(environment.name);
    for (const image of [`sim.local/hot:${made}.own`, `${made}-own`])
      await shared.docker.getImage(image).remove();
  });
  const environment = shared.environmentNamed('of-dockerfile');
  const { stdout } = await environment.up('--file', join(folder, 'compose.yaml'));
  const missing =
    /hot mode's image has not what its Dockerfile adds to the binary: templates \(\S*hot\/Dockerfile:10\); /;
  expect(stdout).toMatch(missing);

  const status = await environment.status();
  expect([serviceOf(status, 'hot').remarks, serviceOf(status, 'own').remarks]).toEqual([
    [expect.stringMatching(missing)],
    [],
  ]);
  const ask = async (service: string) => (await fetch(urlOf(status, service))).text();
  expect(await ask('hot')).toBe(
    'args=["-fast"] folder=/srv user=1234:1234 MODE=as the image TZ=Asia/Tokyo zone=<nil> file=false roots=true\n',
  );
  expect(await ask('own')).toMatch(
    /^args=\["-own"\] folder=\/srv user=99:98 MODE=in the image TZ= .* file=true /,
  );

  // Both take a new build without a new container.
  using seen = await Observed.of(environment.stateDir);
  const source = join(folder, 'app/main.go');
  await writeFile(source, (await readFile(source, 'utf8')).replace('"args=', '"edited args='));
  for (const service of ['hot', 'own']) {
    await seen.until((views) => shownBuilds(views, service)?.live === 2 || undefined);
    expect(await ask(service)).toMatch(/^edited args=/);
  }
  expect(serviceOf(await environment.status(), 'own').containers).toEqual(
    serviceOf(status, 'own').containers,
  );
});
