import { append, type Draft, type Feature, merge, type ServiceDraft, set } from './draft.ts';
import type { Yaml } from './project.ts';

/** One of several values for a key. */
function oneOf(probability: number, key: string, ...values: readonly Yaml[]): Feature {
  return { probability, add: ({ random }, service) => set(service, key, random.pick(values)) };
}

/** Settings that concern one container and nothing else. */
export const serviceFeatures: readonly Feature[] = [
  oneOf(0.15, 'restart', 'no', 'always', 'unless-stopped', 'on-failure', 'on-failure:2'),
  oneOf(0.06, 'working_dir', '/', '/tmp/deep/down'),
  oneOf(0.06, 'user', '1000', '1000:1001', '0'),
  // Nobody of that name is in the image: the engine refuses the start.
  oneOf(0.01, 'user', 'somebody'),
  oneOf(0.06, 'hostname', 'host-of-its-own', 'host.with.dots'),
  oneOf(0.03, 'domainname', 'example.test'),
  oneOf(0.08, 'tty', true, false),
  oneOf(0.05, 'stdin_open', true),
  oneOf(0.06, 'init', true, false),
  oneOf(0.06, 'stop_signal', 'SIGINT', 'SIGTERM', 'SIGUSR1'),
  oneOf(0.06, 'stop_grace_period', '1s', '2s500ms', '1m'),
  oneOf(0.06, 'read_only', true),
  oneOf(0.06, 'tmpfs', '/scratch', ['/scratch', '/other:size=1m,mode=700']),
  oneOf(0.04, 'shm_size', '16m', 33554432),
  oneOf(0.04, 'ulimits', { nofile: 1024 }, { nofile: { soft: 512, hard: 1024 } }),
  oneOf(0.03, 'sysctls', { 'net.ipv4.ip_unprivileged_port_start': 80 }, ['net.core.somaxconn=512']),
  oneOf(0.04, 'cap_add', ['NET_ADMIN']),
  oneOf(0.04, 'cap_drop', ['ALL'], ['CHOWN', 'MKNOD']),
  oneOf(0.04, 'security_opt', ['no-new-privileges:true']),
  oneOf(0.05, 'extra_hosts', ['elsewhere:192.0.2.7'], { elsewhere: '192.0.2.7' }, ['outside:host-gateway']),
  oneOf(0.03, 'dns', '192.0.2.53', ['192.0.2.53', '192.0.2.54']),
  oneOf(0.03, 'dns_search', 'example.test', ['a.test', 'b.test']),
  oneOf(0.02, 'dns_opt', ['ndots:2']),
  oneOf(0.05, 'expose', ['9000'], [9000, '9001/udp']),
  oneOf(0.05, 'mem_limit', '64m', 100663296),
  oneOf(0.03, 'cpus', 0.5, '1.5'),
  oneOf(0.02, 'pids_limit', 50),
  oneOf(0.02, 'oom_score_adj', 500),
  oneOf(0.02, 'group_add', ['1234']),
  oneOf(0.02, 'pid', 'host'),
  oneOf(0.02, 'ipc', 'host', 'shareable'),
  oneOf(0.02, 'privileged', true),
  oneOf(0.02, 'platform', 'linux/amd64'),
  oneOf(0.02, 'attach', false),
  oneOf(0.05, 'pull_policy', 'never', 'missing', 'if_not_present'),
  oneOf(0.01, 'pull_policy', 'always'),
  oneOf(0.02, 'annotations', { 'of.test': 'one' }, ['of.test=one']),
  oneOf(0.02, 'mac_address', '02:42:ac:11:00:07'),
  oneOf(0.02, 'runtime', 'runc'),
  oneOf(0.02, 'userns_mode', 'host'),
  oneOf(0.02, 'cgroup_parent', '/fuzz'),
  oneOf(0.02, 'device_cgroup_rules', ['c 1:3 rwm']),
  oneOf(0.02, 'devices', ['/dev/null:/dev/nothing:rwm']),
  oneOf(0.03, 'x-note', 'nobody reads this'),
  oneOf(
    0.08,
    'logging',
    { driver: 'json-file', options: { 'max-size': '1m', 'max-file': '2' } },
    { driver: 'local' },
    { driver: 'none' },
    { options: { 'max-size': '2m' } },
  ),
  oneOf(
    0.06,
    'deploy',
    { resources: { limits: { memory: '80M', cpus: '0.5' }, reservations: { memory: '20M' } } },
    { replicas: 1 },
    { mode: 'replicated', replicas: 1, restart_policy: { condition: 'on-failure', max_attempts: 1 } },
    { labels: { of: 'deploy' }, placement: { constraints: ['node.role==manager'] } },
  ),
  oneOf(0.02, 'scale', 0, 1),
  oneOf(0.02, 'deploy', { replicas: 0 }),
  oneOf(0.02, 'entrypoint', ['/part'], '/part'),
  {
    probability: 0.2,
    add: (_draft, service) =>
      merge(service, 'labels', { 'of.test': service.name, price: '5$$', 'with.dots': 'a=b' }),
  },
  { probability: 0.05, add: (_draft, service) => set(service, 'labels', ['of.test=list', 'empty']) },
  { probability: 0.05, add: (_draft, service) => set(service, 'container_name', `RUNWORD-${service.name}`) },
  { probability: 0.05, add: (_draft, service) => set(service, 'profiles', ['extra']) },
  {
    probability: 0.02,
    add: (_draft, service) => set(service, 'post_start', [{ command: ['/part', 'once'] }]),
  },
  { probability: 0.1, add: ports },
];

function ports(draft: Draft, service: ServiceDraft): void {
  const { random } = draft;
  const number = 24_000 + draft.number * 8 + draft.services.indexOf(service) * 2;
  const choices: readonly Yaml[] = [
    `127.0.0.1:${number}:8080`,
    `${number}:8080`,
    `127.0.0.1:${number}:8080/udp`,
    `127.0.0.1:${number}-${number + 1}:8080-8081`,
    `127.0.0.1:${number}-${number + 1}:8080`,
    '8080',
    '127.0.0.1::8080',
    `[::1]:${number}:8080`,
    `127.0.0.2:${number}:8080`,
    { target: 8080, published: String(number), host_ip: '127.0.0.1', protocol: 'tcp' },
    { target: 8080, published: number, mode: 'host' },
    { target: 8080 },
    { name: 'web', target: 8080, published: `${number}-${number + 1}`, host_ip: '127.0.0.1' },
  ];
  append(service, 'ports', random.pick(choices));
  if (random.chance(0.2)) append(service, 'ports', `127.0.0.1:${number}:53/udp`);
}
