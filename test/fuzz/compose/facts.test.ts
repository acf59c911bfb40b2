import type { ContainerInspectInfo } from 'dockerode';
import { describe, expect, test } from 'vitest';
import { describeEntry } from './changed-files.ts';
import { stateOf } from './container-facts.ts';
import { factsOf } from './facts.ts';
import { endSoon, orderFacts } from './order-facts.ts';
import type { ContainerSeen, EngineEvent, Seen } from './seen.ts';
import { isQuiet } from './settle.ts';

interface Made {
  readonly service?: string;
  readonly number?: number;
  readonly dependsOn?: string;
  readonly state?: Partial<ContainerInspectInfo['State']>;
  readonly restarts?: number;
  readonly retries?: number;
  readonly config?: Partial<ContainerInspectInfo['Config']>;
  readonly mounts?: ContainerInspectInfo['Mounts'];
}

/** As much of a container as is looked at. */
function container(id: string, made: Made = {}): ContainerSeen {
  const {
    service = id,
    number = 1,
    dependsOn = '',
    state = {},
    restarts = 0,
    retries = 0,
    config = {},
    mounts = [],
  } = made;
  const info = {
    Id: id.repeat(20),
    Name: `/of-${id}`,
    Args: config.Cmd ?? [],
    RestartCount: restarts,
    State: { Status: 'running', ExitCode: 0, Error: '', ...state },
    Config: {
      Labels: {
        'com.docker.compose.service': service,
        'com.docker.compose.container-number': String(number),
        'com.docker.compose.depends_on': dependsOn,
        'com.docker.compose.project': 'p',
        'dev.sim.environment': 'p',
      },
      Env: [],
      Image: 'image',
      ...config,
    },
    HostConfig: { RestartPolicy: { Name: '', MaximumRetryCount: retries } },
    Mounts: mounts,
    NetworkSettings: { Networks: {}, Ports: {} },
  };
  // The rest of what the engine tells is not looked at.
  return { info: info as unknown as ContainerInspectInfo, changes: {} };
}

function seen(containers: readonly ContainerSeen[], more: Partial<Seen> = {}): Seen {
  return {
    project: 'sim-fuzz-1-2',
    up: { code: 0, said: '' },
    after: [],
    held: { containers, networks: [], volumes: [] },
    events: [],
    again: undefined,
    down: { code: 0, said: '' },
    left: { containers: [], networks: [], volumes: [] },
    ...more,
  };
}

const event = (
  one: ContainerSeen,
  action: EngineEvent['action'],
  at: number,
  code?: number,
): EngineEvent => ({ container: one.info.Id, action, at, code });

describe('the state of a container', () => {
  test.each([
    ['created', { state: { Status: 'created' } }],
    ['could not be started', { state: { Status: 'created', Error: 'no such file', ExitCode: 127 } }],
    ['running', {}],
    ['running healthy', { state: { Health: { Status: 'healthy', FailingStreak: 0, Log: [] } } }],
    ['exited 3', { state: { Status: 'exited', ExitCode: 3 } }],
    ['exited 3 for good', { state: { Status: 'exited', ExitCode: 3 }, restarts: 2 }],
    ['restarts again and again', { state: { Status: 'restarting' }, restarts: 4 }],
    ['restarts again and again', { restarts: 4 }],
  ])('is %s', (expected, made) => {
    expect(stateOf(container('a', made))).toBe(expected);
  });

  test.each([
    ['what runs without a check', true, {}],
    [
      'what is becoming healthy',
      false,
      { state: { Health: { Status: 'starting', FailingStreak: 0, Log: [] } } },
    ],
    ['what will end', false, { config: { Cmd: ['once'] } }],
    ['what ends again and again', true, { config: { Cmd: ['once'] }, restarts: 1 }],
    ['what has tries left', false, { config: { Cmd: ['once'] }, restarts: 1, retries: 2 }],
    ['what has used up its tries', true, { state: { Status: 'exited' }, restarts: 2, retries: 2 }],
    ['what never began', true, { state: { Status: 'created' } }],
  ])('of %s is awaited no more: %s', (_what, quiet, made) => {
    expect(isQuiet(container('a', made).info)).toBe(quiet);
  });
});

describe('the order of starts', () => {
  const [db, web] = [
    container('d', { service: 'db' }),
    container('w', { service: 'web', dependsOn: 'db:service_healthy:false' }),
  ];

  test.each([
    ['after', [event(db, 'start', 1), event(db, 'healthy', 2), event(web, 'start', 3)]],
    ['before', [event(db, 'start', 1), event(web, 'start', 2), event(db, 'healthy', 3)]],
    ['without', [event(db, 'start', 1), event(web, 'start', 2)]],
    ['not started', [event(db, 'start', 1), event(db, 'healthy', 2)]],
  ])('is told as %s', (expected, events) => {
    expect(orderFacts([db, web], events)).toEqual({
      'order.web.db': expected,
      'order.web.db.on': 'service_healthy',
    });
  });

  test('counts from the last of several that are waited for, and is told of each that waits', () => {
    const other = container('e', { service: 'db', number: 2 });
    const second = container('x', { service: 'web', number: 2, dependsOn: 'db:service_healthy:false' });
    const all = [db, other, web, second];
    const events = [event(db, 'healthy', 1), event(web, 'start', 2), event(other, 'healthy', 3)];
    expect(orderFacts(all, [...events, event(second, 'start', 4)])).toMatchObject({
      'order.web.db': 'before',
      'order.web#2.db': 'after',
    });
    expect(factsOf(seen(all))).toMatchObject({
      'services.web.state': 'running',
      'services.web#2.state': 'running',
    });
  });

  test('asks for the right thing: a start, or an end with 0', () => {
    const job = container('j', {
      service: 'job',
      dependsOn: 'db:service_completed_successfully:false,web:service_started:false',
    });
    const events = [event(web, 'start', 1), event(db, 'die', 2, 1), event(job, 'start', 3)];
    expect(orderFacts([db, web, job], events)).toMatchObject({
      'order.job.db': 'without',
      'order.job.web': 'after',
    });
  });

  test('who ends within a second of the start is known', () => {
    const events = [
      event(db, 'start', 0),
      event(db, 'die', 900, 0),
      event(web, 'start', 0),
      event(web, 'die', 3000, 1),
    ];
    expect(endSoon([db, web], events)).toEqual(['db']);
  });
});

describe('the facts of a run', () => {
  test('hold nothing of the names and ids that are others each time', () => {
    const config = { Hostname: 'w'.repeat(12), Env: ['OF=sim-fuzz-1-2', 'EMPTY='] };
    const facts = factsOf(seen([container('w', { service: 'web', config })]));
    expect(facts).toMatchObject({
      'services.web.Config.Hostname': 'ID of web',
      'services.web.Env.OF': '"OF=PROJECT"',
      'services.web.Env.EMPTY': '"EMPTY="',
    });
    expect(Object.keys(facts).filter((name) => name.includes('dev.sim'))).toEqual([]);
  });

  test('leave out the container of Sim itself', () => {
    const facts = factsOf(seen([container('s', { service: 'sim-agent' })]));
    expect(Object.keys(facts).filter((name) => name.startsWith('services.'))).toEqual([]);
  });

  test('say what a second up kept', () => {
    const [web, db] = [container('w'), container('d')];
    const again = { up: { code: 1, said: '' }, ids: [web.info.Id] };
    expect(factsOf(seen([web, db], { again }))).toMatchObject({
      'again.exit': 'failed',
      'services.w.kept': 'true',
      'services.d.kept': 'false',
    });
  });

  test('know a volume without a name by its place', () => {
    const mount = {
      Type: 'volume',
      Name: 'f'.repeat(64),
      Source: '/x',
      Destination: '/data',
      RW: true,
      Mode: 'z',
    } as const;
    const mounts = [{ ...mount, Propagation: '' }];
    expect(factsOf(seen([container('w', { service: 'web', mounts })]))).toMatchObject({
      'services.web.Mounts./data': 'volume unnamed rw',
    });
  });
});

test('a file in a container is told with its rights, its owner and its text', () => {
  const header = Buffer.alloc(512);
  header.write('motd', 0);
  header.write('0000444', 100);
  header.write('0001750', 108);
  header.write('0000000', 116);
  header.write('00000000006', 124);
  header.write('0', 156);
  const tar = Buffer.concat([header, Buffer.from('hello\n'), Buffer.alloc(506)]);
  expect(describeEntry(tar)).toBe('file 444 1000:0 hello\n');
  header.write('5', 156);
  expect(describeEntry(header)).toBe('folder 444 1000:0');
});
