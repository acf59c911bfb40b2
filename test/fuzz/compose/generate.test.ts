import { describe, expect, test } from 'vitest';
import { parseAllDocuments, parseDocument } from 'yaml';
import { createRandom } from '../random.ts';
import { generate } from './generate.ts';
import { isMap, projectOf, textsOf } from './project.ts';

const seeds = Array.from({ length: 300 }, (_, seed) => seed);

describe('the dice', () => {
  test('fall the same for the same seed, and otherwise for another', () => {
    const throws = (seed: number) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.below(1000));
    };
    expect(throws(7)).toEqual(throws(7));
    expect(throws(7)).not.toEqual(throws(8));
  });

  test('stay in their range, and meet all of it', () => {
    const random = createRandom(1);
    const met = new Set(Array.from({ length: 500 }, () => random.below(6)));
    expect([...met].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(random.chance(0)).toBe(false);
    expect(random.chance(1)).toBe(true);
  });
});

describe('a made-up project', () => {
  test('is the same one for the same seed', () => {
    expect(generate(42)).toEqual(generate(42));
  });

  test('is one of the few sizes, with services that have names of Compose', () => {
    for (const seed of seeds) {
      const main = generate(seed).files['compose.yaml'];
      const services = isMap(main) && isMap(main.services) ? Object.keys(main.services) : [];
      expect(services.length).toBeLessThanOrEqual(4);
    }
  });

  test('is YAML that can be read, but for what is broken on purpose', () => {
    for (const seed of seeds.slice(0, 60)) {
      for (const [path, text] of Object.entries(textsOf(generate(seed), 'fuzz-1'))) {
        if (!path.endsWith('.yaml') || path === 'broken.yaml') continue;
        const errors = parseAllDocuments(text, { merge: true, logLevel: 'silent' }).flatMap((each) =>
          'errors' in each ? each.errors.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED') : [],
        );
        expect(errors, `${seed}: ${path}`).toEqual([]);
      }
    }
  });

  test.each([
    ...['depends_on', 'healthcheck', 'restart', 'profiles', 'networks', 'network_mode', 'volumes', 'tmpfs'],
    ...[
      'configs',
      'secrets',
      'env_file',
      'environment',
      'extends',
      'ports',
      'container_name',
      'init',
      'user',
    ],
    ...['working_dir', 'entrypoint', 'labels', 'logging', 'tty', 'stop_signal', 'stop_grace_period', 'build'],
    ...['pull_policy', 'scale', 'deploy', 'post_start', 'include', 'internal', 'aliases', 'ipv4_address'],
    ...['external', 'x-common', 'required: false', 'restart: true', 'service_completed_successfully', ':?'],
  ])('has %s now and then', (word) => {
    expect(
      seeds.some((seed) =>
        Object.values(textsOf(generate(seed), 'r'))
          .join('\n')
          .includes(word),
      ),
    ).toBe(true);
  });

  test('has several containers of a service now and then, and never where two of them would fight over something', () => {
    const several = seeds.flatMap((seed) => {
      const main = generate(seed).files['compose.yaml'];
      const services = isMap(main) && isMap(main.services) ? Object.values(main.services) : [];
      return services
        .filter(isMap)
        .filter(({ scale, deploy }) => Number(scale) > 1 || (isMap(deploy) && Number(deploy.replicas) > 1));
    });
    expect(several.some(({ scale }) => scale === 3)).toBe(true);
    expect(several.some(({ deploy }) => isMap(deploy) && deploy.replicas === 2)).toBe(true);
    for (const service of several) {
      expect(service).not.toHaveProperty('container_name');
      expect(JSON.stringify(service)).not.toMatch(/ipv4_address|"published"|\d:8080/);
    }
  });

  test('publishes on loopback, mostly: the others show what Sim makes of them', () => {
    const texts = seeds.flatMap((seed) => Object.values(textsOf(generate(seed), 'r')));
    expect(texts.some((text) => /"?127\.0\.0\.1:\d+:8080/.test(text))).toBe(true);
  });
});

describe('the text of a project', () => {
  test('has an anchor where one object stands twice, and the tags of Compose', () => {
    const common = { labels: { of: 'both' } };
    const { 'compose.yaml': text = '' } = textsOf(
      projectOf({
        'x-common': common,
        services: {
          a: { '<<': common, ports: { '!override': ['80:80'] } },
          b: { command: { '!reset': null } },
        },
      }),
      'r',
    );
    expect(text).toContain('<<: *');
    expect(text).toContain('ports: !override\n');
    expect(text).toContain('command: !reset null');
  });

  test('names what it has of the whole machine after the run', () => {
    const { 'compose.yaml': text = '' } = textsOf(
      projectOf({ volumes: { a: { name: 'RUNWORD-a' } } }),
      'fuzz-9',
    );
    expect(parseDocument(text).toJS()).toEqual({ volumes: { a: { name: 'fuzz-9-a' } } });
  });
});
