import { cp, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sharedByTests } from '../fixtures/shared.ts';
import { serviceOf } from '../fixtures/status.ts';

const shared = sharedByTests();
const source = fileURLToPath(new URL('../fixtures/projects/small-go/source', import.meta.url));

const long = 'x'.repeat(40_000);
const go = `
    image: sim-test/small-go
    environment: {SECRET_TOKEN: live}
    x-sim: {go: ./source, port: 8080}`;
const composeFile = `
services:
  terminal:
    image: "\${SIM_TEST_PART}"
    tty: true
    command: ["once", "-takes", "1h", "-say", "one|password=hunter2|three"]
  mute:
    image: "\${SIM_TEST_PART}"
    logging: {driver: none}
    command: ["once", "-takes", "1h", "-say", "unseen"]
  long:
    image: "\${SIM_TEST_PART}"
    command: ["once", "-takes", "1h", "-say", "before|${long}|after"]
  refuses:
    image: "\${SIM_TEST_PART}"
    tty: true
    restart: "no"
    command: ["once", "-exit", "4", "-say", "cannot open the ledger"]
  go-terminal:
    tty: true${go}
  go-mute:
    logging: {driver: none}${go}
`;

test('logs are whole: of terminals, beside drivers that let nothing be read, with lines of any length; and runners are heard in all of them', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'sim-logs-')));
  shared.resources.defer(() => rm(folder, { recursive: true, force: true }));
  await cp(source, join(folder, 'source'), { recursive: true });
  await writeFile(join(folder, 'compose.yaml'), composeFile);
  const environment = shared.environmentNamed('logs');
  const up = await environment.run('up', '--detach', '--wait', '--file', join(folder, 'compose.yaml'));
  expect(up.code).toBe(1);

  const status = await environment.status();
  expect(serviceOf(status, 'refuses').evidence).toEqual(['cannot open the ledger']);
  for (const name of ['go-terminal', 'go-mute']) {
    expect([name, serviceOf(status, name).code]).toMatchObject([name, { state: 'live', live: 1 }]);
  }

  const all = await environment.run('logs', 'terminal', 'mute', 'long');
  expect(all.code).toBe(0);
  expect(all.stderr.trim()).toBe("mute: the logging driver 'none' does not let its log be read");
  const lines = all.stdout.trim().split('\n');
  const of = (service: string) =>
    lines.filter((line) => line.startsWith(`${service} `)).map((line) => line.slice(13));
  expect(of('terminal')).toEqual(['one', 'password=••••••', 'three']);
  expect(of('long')).toEqual(['before', long, 'after']);
  const last = await environment.run('logs', 'long', '--tail', '2', '--json');
  const texts = last.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).text);
  expect(texts).toEqual([long, 'after']);
});
