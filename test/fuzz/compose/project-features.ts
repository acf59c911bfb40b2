import { append, type Draft, type Feature, merge, type ServiceDraft, set } from './draft.ts';
import { plainImage } from './images.ts';
import { interpolated, subnetPrefix, type Yaml } from './project.ts';

/** What ties services to each other, to files, networks and volumes. */
export const projectFeatures: readonly Feature[] = [
  { probability: 0.5, add: dependsOn },
  { probability: 0.3, add: environment },
  { probability: 0.1, add: envFile },
  { probability: 0.3, add: volumes },
  { probability: 0.12, add: config },
  { probability: 0.12, add: secret },
  { probability: 0.3, add: networks },
  { probability: 0.04, add: networkMode },
  { probability: 0.05, add: build },
  { probability: 0.05, add: extend },
  { probability: 0.02, add: links },
  { probability: 0.02, add: volumesFrom },
];

function dependsOn(draft: Draft, service: ServiceDraft): void {
  const { random } = draft;
  const earlier = draft.services.slice(0, draft.services.indexOf(service));
  const chosen = random.some(earlier, 0.6);
  if (chosen.length === 0) return;
  if (random.chance(0.3)) {
    set(
      service,
      'depends_on',
      chosen.map(({ name }) => name),
    );
    return;
  }
  const conditions = chosen.map((other): readonly [string, Yaml] => {
    const fitting = [
      'service_started',
      ...(other.ends ? ['service_completed_successfully'] : []),
      ...(other.checked ? ['service_healthy', 'service_healthy'] : []),
      // Nothing says whether it is healthy.
      ...(random.chance(0.03) ? ['service_healthy'] : []),
    ];
    return [
      other.name,
      {
        condition: random.pick(fitting),
        ...(random.chance(0.15) ? { required: false } : {}),
        ...(random.chance(0.15) ? { restart: true } : {}),
      },
    ];
  });
  set(service, 'depends_on', Object.fromEntries(conditions));
}

function environment({ random, env, files }: Draft, service: ServiceDraft): void {
  if (random.chance(0.2)) {
    set(service, 'environment', ['PLAIN=one', 'WITH_EQUALS=a=b', 'FROM_SHELL', 'EMPTY=']);
    if (random.chance(0.5)) env.FROM_SHELL = 'the shell says $HOME';
    return;
  }
  const values: readonly (readonly [string, Yaml])[] = [
    ['PLAIN', 'one'],
    ['NUMBER', 7],
    ['TRUTH', 'true'],
    ['NOTHING', null],
    ['DOLLAR', '5$$'],
    ['DEFAULT', interpolated('UNSET:-fallback')],
    ['NESTED', interpolated(`UNSET:-${interpolated('ALSO_UNSET-deep')}`)],
    ['REPLACED', interpolated('GREETING:+set')],
    ['GREETING', interpolated('GREETING-nobody')],
    ['UNSET', interpolated('UNSET')],
    ['PROJECT', `of ${interpolated('COMPOSE_PROJECT_NAME')}`],
    ['SPACES', '  around  '],
    ['LINES', 'one\ntwo'],
    ['QUOTED', `"it's"`],
  ];
  merge(service, 'environment', Object.fromEntries(random.some(values, 0.3)));
  if (random.chance(0.3)) files['.env'] = 'GREETING=from .env\n# a comment\nexport OTHER="two words"\n';
  if (random.chance(0.2)) env.GREETING = 'from the shell';
}

function envFile({ random, files }: Draft, service: ServiceDraft): void {
  files['app.env'] =
    `TEXT=of app.env\nEXPANDED=${interpolated('TEXT')}-${interpolated('GREETING:-none')}\nSINGLE='$TEXT'\nPLAIN=of the file\n`;
  files['more.env'] = 'TEXT=of more.env\n';
  const choices: readonly Yaml[] = [
    'app.env',
    ['./app.env', 'more.env'],
    [
      { path: 'app.env', required: true },
      { path: 'missing.env', required: false },
    ],
  ];
  set(service, 'env_file', random.chance(0.05) ? 'missing.env' : random.pick(choices));
}

function volumes(draft: Draft, service: ServiceDraft): void {
  const { random, files } = draft;
  files['site/index.txt'] ??= 'page\n';
  const external = 'RUNWORD-kept';
  const choices: readonly Yaml[] = [
    'data:/data',
    'data:/srv/data:ro',
    '/anonymous',
    './site:/site:ro',
    './made/on/demand:/made',
    { type: 'volume', source: 'data', target: '/data', volume: { nocopy: true } },
    { type: 'bind', source: './site', target: '/site', read_only: true },
    { type: 'tmpfs', target: '/scratch', tmpfs: { size: 1048576 } },
    { type: 'volume', target: '/unnamed' },
    'named:/named',
    'kept:/kept',
    // Nobody has made it: the engine or Compose refuses.
    ...(random.chance(0.1)
      ? [{ type: 'bind', source: './not-there', target: '/x', bind: { create_host_path: false } }]
      : []),
  ];
  const chosen = random.pick(choices);
  append(service, 'volumes', chosen);
  const text = JSON.stringify(chosen);
  if (text.includes('"data')) draft.volumes.data ??= random.chance(0.3) ? { labels: { of: 'test' } } : null;
  if (text.includes('"named')) draft.volumes.named ??= { name: 'RUNWORD-named', driver: 'local' };
  if (text.includes('"kept')) {
    draft.volumes.kept ??= { external: true, name: external };
    if (!draft.externalVolumes.includes(external) && !random.chance(0.05))
      draft.externalVolumes.push(external);
  }
}

function config(draft: Draft, service: ServiceDraft): void {
  const { random, files, configs, env } = draft;
  files['settings.txt'] = 'lines: 2\nmore: yes\n';
  const [name, source] = random.pick<readonly [string, Yaml]>([
    ['settings', { file: './settings.txt' }],
    ['inline', { content: `greet ${interpolated('GREETING:-nobody')} for $$5\n` }],
    ['motd', { environment: 'MOTD' }],
  ]);
  configs[name] ??= source;
  if (name === 'motd' && random.chance(0.9)) env.MOTD = 'message of the day';
  append(service, 'configs', random.pick<Yaml>([name, { source: name, target: `/etc/part/${name}` }]));
}

function secret(draft: Draft, service: ServiceDraft): void {
  const { random, files, secrets, env } = draft;
  files['key.txt'] = 'not-very-secret\n';
  const [name, source] = random.pick<readonly [string, Yaml]>([
    ['key', { file: './key.txt' }],
    ['token', { environment: 'TOKEN_VALUE' }],
  ]);
  secrets[name] ??= source;
  if (name === 'token' && random.chance(0.95)) env.TOKEN_VALUE = 'a-token-of-the-shell';
  append(service, 'secrets', random.pick<Yaml>([name, { source: name, target: `${name}-elsewhere` }]));
}

function networks(draft: Draft, service: ServiceDraft): void {
  const { random } = draft;
  if ('network_mode' in service.body) return;
  const third = draft.number % 250;
  const [name, network] = random.pick<readonly [string, Yaml]>([
    ['front', null],
    ['back', { internal: true }],
    ['fixed', { ipam: { config: [{ subnet: `${subnetPrefix}${third}.0/24` }] } }],
    ['labelled', { labels: ['of=test'], driver_opts: { 'com.docker.network.bridge.enable_icc': 'true' } }],
    ['known', { name: 'RUNWORD-known', attachable: true }],
    ['outside', { external: true, name: 'RUNWORD-outside' }],
    ['default', { internal: true }],
    ['default', { driver: 'bridge', labels: { of: 'default' } }],
  ]);
  draft.networks[name] ??= network;
  if (name === 'outside' && !draft.externalNetworks.includes('RUNWORD-outside') && !random.chance(0.05))
    draft.externalNetworks.push('RUNWORD-outside');
  const host = 2 + draft.services.indexOf(service) + random.below(3);
  const attached: Yaml =
    name === 'fixed' && random.chance(0.5)
      ? { ipv4_address: `${subnetPrefix}${third}.${host}` }
      : random.pick<Yaml>([null, { aliases: [`${service.name}.test`, 'shared'] }, { priority: 100 }]);
  merge(service, 'networks', { [name]: attached, ...(random.chance(0.3) ? { default: null } : {}) });
}

function networkMode(draft: Draft, service: ServiceDraft): void {
  const { random } = draft;
  const earlier = draft.services.slice(0, draft.services.indexOf(service)).filter(({ ends }) => !ends);
  const choices = ['none', 'host', ...earlier.map(({ name }) => `service:${name}`)];
  for (const other of earlier) {
    if ('container_name' in other.body && random.chance(0.5)) choices.push(`container:RUNWORD-${other.name}`);
  }
  if ('networks' in service.body || 'ports' in service.body || 'hostname' in service.body) return;
  // Two of these may not listen on one port, and a check would ask whoever has the usual one.
  const port = 18_000 + draft.number * 4 + draft.services.indexOf(service);
  Object.assign(service.body, {
    command: ['serve', '-on', `127.0.0.1:${port}`],
    healthcheck: { disable: true },
  });
  Object.assign(service, { ends: false, checked: false });
  set(service, 'network_mode', random.pick(choices));
}

function build(draft: Draft, service: ServiceDraft): void {
  const { random, files } = draft;
  const folder = `${service.name}-image`;
  files[`${folder}/Dockerfile`] =
    `FROM ${plainImage}\nARG VERSION=none\nLABEL version=$VERSION\nENV BUILT=yes\nCOPY note.txt /note.txt\n`;
  files[`${folder}/note.txt`] = 'built\n';
  if (random.chance(0.5)) delete service.body.image;
  else service.body.image = `sim-fuzz/built-RUNWORD-${service.name}:1`;
  if (random.chance(0.04)) files[`${folder}/Dockerfile`] = `FROM ${plainImage}\nCOPY missing.txt /\n`;
  set(
    service,
    'build',
    random.pick<Yaml>([
      `./${folder}`,
      { context: folder, args: { VERSION: '2' } },
      { context: folder, labels: { of: 'build' } },
      { context: '.', dockerfile_inline: `FROM ${plainImage}\nLABEL inline=yes\n` },
    ]),
  );
}

function extend(draft: Draft, service: ServiceDraft): void {
  const { random } = draft;
  if (random.chance(0.5)) {
    draft.files['common/base.yaml'] = {
      services: {
        base: {
          image: plainImage,
          environment: { INHERITED: 'yes', PLAIN: 'of the base' },
          labels: { of: 'base' },
          volumes: ['./shared:/shared:ro'],
        },
      },
    };
    draft.files['common/shared/note.txt'] = 'shared\n';
    set(service, 'extends', { file: 'common/base.yaml', service: 'base' });
    return;
  }
  const earlier = draft.services.slice(0, draft.services.indexOf(service));
  const plain = earlier.find(
    ({ body }) => !['network_mode', 'container_name', 'ports'].some((key) => key in body),
  );
  if (plain !== undefined) set(service, 'extends', { service: plain.name });
}

function links(draft: Draft, service: ServiceDraft): void {
  const [first] = draft.services;
  if (first !== undefined && first !== service && !('network_mode' in service.body))
    set(service, 'links', [`${first.name}:linked`]);
}

function volumesFrom(draft: Draft, service: ServiceDraft): void {
  const [first] = draft.services;
  if (first !== undefined && first !== service) set(service, 'volumes_from', [`${first.name}:ro`]);
}
