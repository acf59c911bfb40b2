import { describe, expect, test } from 'vitest';
import { isMap, type Project, projectOf, type Yaml } from './project.ts';
import { shrink, smallerOnes } from './shrink.ts';

const large = projectOf(
  {
    services: {
      db: { image: 'a', restart: 'always', labels: { of: 'test', more: 'yes' } },
      web: { image: 'a', depends_on: ['db'], ports: ['80:80', '127.0.0.1:1:1'] },
      job: {
        image: 'a',
        depends_on: { db: { condition: 'service_started' }, web: { condition: 'service_started' } },
      },
    },
    volumes: { data: null },
  },
  {
    files: { 'more.yaml': { services: { web: { image: 'b' } } }, '.env': 'A=1\n' },
    composeFiles: ['compose.yaml', 'more.yaml'],
    profiles: ['extra'],
    env: { A: '1' },
    again: true,
  },
);

function serviceIn(project: Project, name: string): Yaml | undefined {
  const main = project.files['compose.yaml'];
  return isMap(main) && isMap(main.services) ? main.services[name] : undefined;
}

describe('making a project smaller', () => {
  test('leaves what is needed and nothing else', async () => {
    const needs = async (project: Project) => {
      const web = serviceIn(project, 'web');
      return isMap(web) && Array.isArray(web.ports) && web.ports.includes('127.0.0.1:1:1');
    };
    expect(await shrink(large, needs, 200)).toEqual(
      projectOf({ services: { web: { ports: ['127.0.0.1:1:1'] } } }),
    );
  });

  test('keeps a project that nothing can be taken from', async () => {
    expect(await shrink(large, async () => false, 500)).toEqual(large);
  });

  test('runs no more candidates than it may', async () => {
    let runs = 0;
    const count = async () => {
      runs += 1;
      return true;
    };
    await shrink(large, count, 3);
    expect(runs).toBe(3);
  });

  test('never runs one candidate twice', async () => {
    const tried: string[] = [];
    await shrink(
      large,
      async (project) => {
        tried.push(JSON.stringify(project));
        return serviceIn(project, 'db') !== undefined && serviceIn(project, 'web') !== undefined;
      },
      30,
    );
    expect(new Set(tried).size).toBe(tried.length);
  });
});

describe('the smaller ones of a project', () => {
  const all = smallerOnes(large);

  test('lack one service each, and what the others say of it', () => {
    const lacking = all.filter((project) => serviceIn(project, 'db') === undefined);
    expect(lacking.length).toBeGreaterThan(0);
    expect(serviceIn(lacking[0] ?? large, 'web')).toEqual({ image: 'a', ports: ['80:80', '127.0.0.1:1:1'] });
    expect(serviceIn(lacking[0] ?? large, 'job')).toEqual({
      image: 'a',
      depends_on: { web: { condition: 'service_started' } },
    });
  });

  test('name no file that is not there', () => {
    for (const { files, composeFiles } of all) {
      expect(composeFiles.filter((file) => files[file] === undefined)).toEqual([]);
    }
  });

  test('each differ from it, and leave it as it was', () => {
    const before = JSON.stringify(large);
    expect(all.map((project) => JSON.stringify(project))).not.toContain(before);
    expect(JSON.stringify(large)).toBe(before);
  });
});
