/** The major version of the contract. Within one, things are only added: see `src/README.md`. */
export const contractVersion = 'v1';

/** The paths of the controller's API, which it answers on its Unix socket. */
export const routes = {
  controller: '/v1/controller',
  views: '/v1/views',
  why: '/v1/why',
  logs: '/v1/logs',
  traces: '/v1/traces',
  traffic: '/v1/traffic',
  secrets: '/v1/secrets',
  up: '/v1/up',
  wishes: '/v1/wishes',
  look: '/v1/look',
} as const;
