import type { Draft, ServiceDraft } from './draft.ts';
import { interpolated, type Yaml } from './project.ts';

/** What people get wrong: each makes a project that Compose refuses, mostly. */
const mistakes: readonly ((draft: Draft, service: ServiceDraft) => void)[] = [
  put('depends_on', ['nobody']),
  put('depends_on', { nobody: { condition: 'service_started', required: false } }),
  put('networks', ['undeclared']),
  put('volumes', ['undeclared:/data']),
  put('secrets', ['undeclared']),
  put('configs', ['undeclared']),
  put('commnd', ['serve']),
  put('ports', ['abc:80']),
  put('ports', ['127.0.0.1:99999:80']),
  put('restart', 'sometimes'),
  put('environment', { TEXT: interpolated('MISSING:?say what to answer') }),
  put('environment', { TEXT: '$'.concat('{MISSING') }),
  put('healthcheck', { test: ['CMD', '/part', 'health'], interval: 'soon' }),
  put('mem_limit', 'plenty'),
  put('network_mode', 'service:nobody'),
  put('extends', { service: 'nobody' }),
  put('extends', { file: 'missing.yaml', service: 'base' }),
  put('env_file', ['missing.env']),
  put('command', { a: 'b' }),
  put('pull_policy', 'whenever'),
  put('cap_add', 'NET_ADMIN'),
  put('stop_grace_period', '5'),
  put('platform', 'linux/none-such'),
  (_draft, { body }) => {
    delete body.image;
    delete body.build;
  },
  (_draft, service) => {
    service.body.depends_on = [service.name];
  },
  ({ services }) => {
    for (const { body } of services) body.container_name = 'RUNWORD-twice';
  },
  ({ services }) => {
    for (const { body, name } of services)
      body.depends_on = services.flatMap((other) => (other.name === name ? [] : [other.name]));
  },
  ({ top }) => {
    top.servces = {};
  },
  ({ top }) => {
    top.version = '3.8';
  },
  ({ files, composeFiles }) => {
    files['broken.yaml'] = 'services:\n  a: [\n';
    composeFiles.push('broken.yaml');
  },
  ({ composeFiles }) => {
    composeFiles.push('missing.yaml');
  },
  ({ chosen }) => {
    chosen.push('nobody');
  },
  ({ services }) => {
    services.length = 0;
  },
  ({ services }) => {
    for (const { body } of services) body.profiles = ['never-on'];
  },
];

function put(key: string, value: Yaml) {
  return (_draft: Draft, { body }: ServiceDraft): void => {
    body[key] = value;
  };
}

/** Makes one of them. */
export function mistake(draft: Draft): void {
  const { random, services } = draft;
  if (services.length > 0) random.pick(mistakes)(draft, random.pick(services));
}
