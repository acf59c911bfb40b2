import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chooseBuildx } from './buildx-for-compose.js';
import type { RunCommand } from './commands.js';
import { dockerConfigFolder } from './contexts.js';
import { type EngineTools, minimumComposeVersion } from './engine.js';
import type { EnginePrefix } from './prefix.js';
import { isAtLeast } from './versions.js';

/** Which Compose was found, good or not: `too-old` names the newest that was seen. */
export type ToolSearch =
  | { readonly state: 'found'; readonly tools: EngineTools }
  | { readonly state: 'missing'; readonly seen: string | undefined };

/** Finds a Compose that is new enough, and buildx: the user's own plugins first, then those that Sim installed. */
export async function findTools(
  run: RunCommand,
  env: NodeJS.ProcessEnv,
  prefix: EnginePrefix,
): Promise<ToolSearch> {
  const [compose, found] = await Promise.all([
    firstOf(run, composeCommands(env, prefix), minimumComposeVersion),
    buildxOf(run, env, prefix),
  ]);
  if (compose.command === undefined) return { state: 'missing', seen: compose.version };
  const { buildx, composeBuilds } = chooseBuildx(compose.version, found);
  return {
    state: 'found',
    tools: {
      composeCommand: compose.command,
      composeVersion: compose.version,
      buildxCommand: buildx && [buildx.path],
      buildxVersion: buildx?.version,
      composeBuilds,
    },
  };
}

type Choice =
  | { readonly command: readonly string[]; readonly version: string }
  | { readonly command: undefined; readonly version: string | undefined };
type Candidate = { readonly command: readonly string[]; readonly version: readonly string[] };

const composeCommands = (env: NodeJS.ProcessEnv, prefix: EnginePrefix): readonly Candidate[] => [
  ...pluginPaths('docker-compose', env, prefix).map((command) => ({
    command,
    version: ['version', '--short'],
  })),
  { command: ['docker-compose'], version: ['version', '--short'] },
];

/** Every buildx of this machine, and whether Compose finds it by itself. */
async function buildxOf(run: RunCommand, env: NodeJS.ProcessEnv, prefix: EnginePrefix) {
  const paths = pluginPaths('docker-buildx', env, prefix).flat();
  const asked = paths.map(async (path) => {
    const version = await versionOf(run, [path, 'version']);
    const ofCompose = !path.startsWith(`${prefix.root}/`);
    return version === undefined ? [] : [{ path, version, ofCompose }];
  });
  return (await Promise.all(asked)).flat();
}

// Plugins are run by their own path where it is known: it spares the start of the docker command around them.
function pluginPaths(
  name: string,
  env: NodeJS.ProcessEnv,
  prefix: EnginePrefix,
): readonly (readonly string[])[] {
  const config = dockerConfigFolder(env);
  const folders = [
    ...(config === undefined ? [] : [join(config, 'cli-plugins')]),
    '/usr/local/lib/docker/cli-plugins',
    '/usr/local/libexec/docker/cli-plugins',
    '/usr/lib/docker/cli-plugins',
    '/usr/libexec/docker/cli-plugins',
    '/Applications/Docker.app/Contents/Resources/cli-plugins',
    join(prefix.root, 'usr/libexec/docker/cli-plugins'),
  ];
  return folders
    .map((folder) => join(folder, name))
    .filter((path) => existsSync(path))
    .map((path) => [path]);
}

async function firstOf(run: RunCommand, candidates: readonly Candidate[], minimum: string): Promise<Choice> {
  let seen: string | undefined;
  for (const { command, version } of candidates) {
    const found = await versionOf(run, [...command, ...version]);
    if (found !== undefined && isAtLeast(found, minimum)) return { command, version: found };
    seen ??= found;
  }
  return { command: undefined, version: seen };
}

/** What a program says of its version; `undefined` where it can't be run. */
async function versionOf(run: RunCommand, question: readonly string[]): Promise<string | undefined> {
  const answer = await run(question, { timeoutMs: 10_000 });
  return answer.exitCode === 0 ? /\d+\.\d+[\w.+~-]*/.exec(answer.stdout)?.[0] : undefined;
}
