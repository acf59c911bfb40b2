import { describe, expect, test } from 'vitest';
import { type ComposeProject, composeProject } from '../../src/environment/compose-project.js';
import type { SleepingBuilder } from '../../src/environment/sleeping-builders.js';
import { SimError } from '../../src/errors.js';
import { createImages, type Images } from '../../src/images/images.js';
import { definition, environment } from '../fakes/environment.js';
import { type FakeImages, fakeImages } from './fake-images.js';

interface Declared extends AsyncDisposable {
  readonly fake: FakeImages;
  readonly images: Images;
  /** Service -> text of the override of its last build. */
  readonly overrides: Map<string, string | undefined>;
  find(service: string, asked?: number): Promise<string>;
}

/** The images of a project whose builds take a moment and are told in `fake.asked`. */
async function declare(
  services: Record<string, object>,
  options: { failing?: string; words?: string; go?: readonly string[]; asleep?: SleepingBuilder } = {},
): Promise<Declared> {
  const fake = await fakeImages();
  const project: ComposeProject = composeProject({ name: 'sim-t', services });
  const overrides = new Map<string, string | undefined>();
  const build = async (service: string, onLine: (line: string) => void, _?: AbortSignal, more?: string) => {
    overrides.set(service, more);
    onLine('#5 0.1 working');
    await new Promise((resolve) => setImmediate(resolve));
    fake.asked.push(`built ${service}`);
    if (options.failing === service) throw new SimError('compose-failed', options.words ?? 'exit code: 3');
    const { image, build } = project.services[service] ?? {};
    for (const name of [image ?? `sim-t-${service}`, ...(build?.tags ?? [])]) fake.present.add(name);
  };
  const definitions = Object.keys(services).map((name) =>
    definition(name, { go: options.go?.includes(name) ? { directory: '/', handoff: 'http' } : undefined }),
  );
  const images = createImages({
    ...{ docker: fake.docker, root: fake.root, env: fake.env, run: fake.run, goElsewhere: undefined },
    found: {
      ...{ composeCommand: ['docker-compose'], composeVersion: '5.4.0', composeBuilds: 'refuses' },
      ...{
        buildxCommand: ['/plugins/docker-buildx'],
        buildxVersion: '0.13.1',
        env: {},
        architecture: 'amd64',
      },
    },
    stateDir: `${fake.root}/.sim/t`,
    declarations: {
      current: {
        declaration: {
          ...{ project, environment: environment(definitions), defaultPlatform: undefined },
          asleep: () => options.asleep,
        },
        compose: { build },
      },
    },
  });
  const told: string[] = [];
  return {
    ...{ fake, images, overrides },
    find: (service, asked = 1) =>
      images
        .find(service, { asked, signal: new AbortController().signal, onProgress: (text) => told.push(text) })
        .then(
          ({ reference, source }) => `${reference} ${source}`,
          (error: SimError) => `${error.message} ${error.hint ?? ''}`,
        ),
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

const from = (base: string, more: object = {}) => ({
  build: { context: '/none', dockerfile_inline: `FROM ${base}\n`, ...more },
});
const web = { image: 'sample-app:dev', ...from('scratch') };
const worker = { image: 'sample-app:dev' };

describe('an image that another service builds', () => {
  test.each([['web first', ['web', 'worker']] as const, ['worker first', ['worker', 'web']] as const])(
    'is waited for and nobody else is asked for it: %s',
    async (_, order) => {
      await using it = await declare({ worker, web, late: { image: 'docker.io/library/sample-app:dev' } });
      const found = await Promise.all(order.map((name) => it.find(name)));
      expect(found).toEqual(['sample-app:dev built', 'sample-app:dev built']);
      expect(await it.find('late')).toBe('docker.io/library/sample-app:dev built');
      expect(it.fake.asked).toEqual(['built web']);
    },
  );

  test('is built again by the next up, once', async () => {
    await using it = await declare({ web, worker });
    await Promise.all(['web', 'worker'].map((name) => it.find(name, 1)));
    await Promise.all(['worker', 'web'].map((name) => it.find(name, 2)));
    expect(it.fake.asked).toEqual(['built web', 'built web']);
  });

  test('that fails is named as the cause, whatever is here from before', async () => {
    await using it = await declare({ web, worker }, { failing: 'web' });
    it.fake.present.add('sample-app:dev');
    expect(await it.find('worker')).toBe(
      'web, which builds sample-app:dev, could not be built: exit code: 3 ',
    );
    expect(await it.find('web')).toBe('exit code: 3 ');
    expect(it.fake.asked).toEqual(['built web']);
  });

  test('that Compose refuses to build because of its buildx is told with what to do', async () => {
    const words = 'compose build requires buildx 0.17.0 or later';
    await using it = await declare({ web }, { failing: 'web', words });
    expect(await it.find('web')).toMatch(
      /^Compose 5\.4\.0 builds with buildx 0\.17\.0 or newer, and the one here is 0\.13\.1 \(\/plugins\/docker-buildx\)\. .*pdate it/,
    );
  });

  test('goes by each of its tags', async () => {
    await using it = await declare({
      web: { ...from('scratch', { tags: ['app:extra'] }) },
      worker: { image: 'app:extra' },
    });
    expect(await it.find('worker')).toBe('app:extra built');
  });

  test('is made of one Dockerfile once, though three services declare it', async () => {
    await using it = await declare({ a: web, b: web, c: web });
    await Promise.all(['c', 'b', 'a'].map((name) => it.find(name)));
    expect(it.fake.asked).toEqual(['built a']);
  });

  test('is built for others where the service itself is rebuilt from source', async () => {
    await using it = await declare({ web, worker }, { go: ['web'] });
    expect(await it.find('worker')).toBe('sample-app:dev built');
    // Our overrides take the build away from it.
    expect(it.overrides.get('web')).toContain('dockerfile_inline: "FROM scratch\\n"');
    expect(it.overrides.get('web')).toContain('image: "sample-app:dev"');
  });

  test('by a service that is left out is asked for, and then it is said who would build it', async () => {
    await using it = await declare({ worker }, { asleep: { service: 'web', profiles: ['dev'] } });
    expect(await it.find('worker')).toBe(
      "sample-app:dev is not here, and Docker Hub can't be reached: no such host. web builds it, and its profile 'dev' is off: enable it with --profile dev.",
    );
  });
});

describe('an image that a Dockerfile stands on', () => {
  test('and another service builds comes first', async () => {
    await using it = await declare({
      app: from('sample-app:dev'),
      deep: from('scratch', { additional_contexts: { below: 'service:app' } }),
      copy: from('scratch', { dockerfile_inline: 'FROM scratch\nCOPY --from=sample-app:dev /a /b\n' }),
      web,
    });
    await Promise.all(['deep', 'copy', 'app'].map((name) => it.find(name)));
    expect(it.fake.asked[0]).toBe('built web');
    expect([...it.fake.asked].sort()).toEqual(['built app', 'built copy', 'built deep', 'built web']);
    expect(it.fake.asked.indexOf('built app')).toBeLessThan(it.fake.asked.indexOf('built deep'));
    expect(it.overrides.get('deep')).toContain('below: "docker-image://sim-t-app"');
  });

  test('and whose build fails is named', async () => {
    await using it = await declare({ app: from('sample-app:dev'), web }, { failing: 'web' });
    expect(await it.find('app')).toBe('The build of app stands on that of web: exit code: 3 ');
  });

  test('in a ring is told by each that is part of it, and none waits for ever', async () => {
    await using it = await declare({
      a: { image: 'ring-a', ...from('ring-b') },
      b: { image: 'ring-b', ...from('ring-a') },
    });
    const [a, b] = await Promise.all([it.find('a'), it.find('b')]);
    expect(a).toMatch(
      /^The build of a stands on that of b, which stands on that of a: none can come first\./,
    );
    expect(b).toMatch(/^The build of b stands on that of a/);
    expect(it.fake.asked).toEqual([]);
  });

  test('of one platform only is named, unless it is for the machine that builds', async () => {
    const arm = { platform: 'linux/arm64' };
    await using it = await declare({
      target: { ...arm, ...from('postgres:17') },
      native: { ...arm, ...from('--platform=$BUILDPLATFORM postgres:17') },
    });
    expect(await it.find('target')).toBe(
      "The build of target stands on postgres:17 (dockerfile_inline:1): postgres:17 for linux/arm64 is not here, and Docker Hub can't be reached: no such host. The recipe here makes linux/amd64 only.",
    );
    expect(await it.find('native')).toBe('sim-t-native built');
  });

  test('is not looked for in a registry by build.pull where it is made here', async () => {
    await using it = await declare({
      app: from('sample-app:dev', { pull: true }),
      web: { ...web, build: { ...web.build, pull: true } },
    });
    await it.find('app');
    expect(it.overrides.get('app')).toContain('pull: false');
    expect(it.overrides.get('web') ?? '').not.toContain('pull:');
  });
});

describe('an image that a service builds and names', () => {
  const both = { ...web, pull_policy: 'missing' };
  test('is pulled before where the user says so', async () => {
    await using it = await declare({ both, worker });
    it.fake.answerPulls('pulled');
    expect(await it.find('both')).toBe('sample-app:dev registry');
    expect(await it.find('worker', 2)).toBe('sample-app:dev present');
    expect(it.fake.asked).toEqual(['pull sample-app:dev']);
  });

  test('is built where no registry gives it', async () => {
    await using it = await declare({ both });
    expect(await it.find('both')).toBe('sample-app:dev built');
    expect(it.fake.asked).toEqual(['pull sample-app:dev', 'built both']);
  });

  test('is asked of nobody where nothing is said', async () => {
    await using it = await declare({ web });
    it.fake.answerPulls('pulled');
    expect(await it.find('web')).toBe('sample-app:dev built');
    expect(it.fake.asked).toEqual(['built web']);
  });

  test('is built for one platform of several', async () => {
    const platforms = ['linux/amd64', 'linux/arm64'];
    await using it = await declare({
      any: from('scratch', { platforms }),
      arm: { platform: 'linux/arm64', ...from('scratch', { platforms }) },
    });
    await Promise.all([it.find('any'), it.find('arm')]);
    expect(it.overrides.get('any')).toContain('platforms: !reset null');
    expect(it.overrides.get('arm')).toContain('platforms: !override\n        - "linux/arm64"');
  });
});
