/** What has a schema, and what says it. */
export const schemaNames = {
  status: 'status --json, and a view',
  topology: 'topology --format json, and a view',
  builds: 'builds --json, and a view',
  story: 'a view: what was done or seen, and why',
  environment: 'a view: the environment as a whole',
  views: 'GET /v1/views, and what its stream begins with',
  why: 'why --json, and GET /v1/why',
  logs: 'a line of GET /v1/logs; logs --json prints those of containers',
  traces: 'GET /v1/traces',
  trace: 'GET /v1/traces/ID',
  traffic: 'GET /v1/traffic',
  secrets: 'GET /v1/secrets',
  controller: 'GET /v1/controller',
  error: 'an answer that is none',
  up: 'POST /v1/up',
  wish: 'POST /v1/wishes',
  accepted: 'the answer to POST /v1/up and /v1/wishes',
} as const;
export type SchemaName = keyof typeof schemaNames;
