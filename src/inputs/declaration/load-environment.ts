import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { createCompose } from '../../adapters/compose/compose.js';
import type { ComposeFiles, ComposeTool } from '../../adapters/compose/compose-files.js';
import { isDirectory, isFile } from '../../adapters/path-kind.js';
import { assignPorts, type HeldPort, isRefused, type RefusedPort } from '../../environment/assign-ports.js';
import { checkDeclared } from '../../environment/check-declared.js';
import { checkScales } from '../../environment/check-scales.js';
import { readComposeOutput } from '../../environment/compose-output.js';
import { type ComposeProject, composeProject, withScales } from '../../environment/compose-project.js';
import type { Environment, ImageMode } from '../../environment/environment.js';
import { withoutStandIns } from '../../environment/go-only.js';
import { hotImages, withHotImages } from '../../environment/hot-images.js';
import { checkEnvironmentName } from '../../environment/name.js';
import { wantedPorts, withPublishedPorts } from '../../environment/published-ports.js';
import { resolveEnvironment } from '../../environment/resolve.js';
import { type Part, withoutIncluded } from '../../environment/root-file.js';
import { sleepingBuilder } from '../../environment/sleeping-builders.js';
import type { Source } from '../../environment/source.js';
import type { Declaration } from '../../runtime/compose/declaration.js';
import { chosenServices, servicesThere } from './chosen-services.js';
import { composeFiles, keptFiles, type Named, partsOf } from './compose-input.js';
import { explainFailure } from './explain-failure.js';
import { acceptingGoOnly } from './go-only-services.js';
import { isPortFree } from './host-ports.js';
import { readDockerfiles } from './read-dockerfiles.js';
import { readSources } from './read-sources.js';

/** What an `up` asks for, and what is known of the machine. Paths in messages start at `root`. */
export interface LoadRequest extends Named {
  /** Absolute `.sim/<name>`. */
  readonly stateDir: string;
  readonly watch: boolean;
  readonly imageMode: ImageMode;
  readonly checks?: Environment['checks'];
  readonly runsHooks?: boolean;
  readonly compose: ComposeTool;
  /** The file of this machine's certificate authorities; `undefined`: it has none. */
  readonly certificates?: string | undefined;
  /** The engine's, in Docker's words: `amd64`. */
  readonly architecture?: string | undefined;
  /** The services that have containers in this environment, or were declared before: no `up` takes one of them away. */
  readonly alreadyThere?: Promise<readonly string[]>;
  /** Services that this `up` names while an earlier one asked for all that are enabled: one of a profile that is off is not among those. */
  readonly alsoNamed?: readonly string[];
  /** A remark for the user, in a sentence; `undefined`: none. */
  readonly remark?: string | undefined;
  /** Ports that this environment's own running containers hold; they stay where they are. */
  readonly heldPorts: readonly HeldPort[] | Promise<readonly HeldPort[]>;
  /** Ports that the engine would not give, whoever has them. */
  readonly refusedPorts?: readonly RefusedPort[];
  /** Service -> how many containers, in the place of what the files say. */
  readonly scales?: Readonly<Record<string, number>>;
  readonly signal?: AbortSignal;
}

/** Reads, resolves and checks what the user declared. Throws SimError `usage`, `invalid-environment` or `compose-failed`. */
export async function loadEnvironment(request: LoadRequest): Promise<Declaration> {
  const { root, stateDir } = request;
  const name = checkEnvironmentName(request.name);
  const { parts, projectDirectory } = partsOf(request, request.compose.env);
  const reading = readParts(parts, request.compose.env, request.files?.input);
  // Compose has to be told of a single part in any case, so it need not be read first.
  const needed = parts.length > 1 ? (await reading).needed : parts;

  // Nothing is written before the declaration is known to be good: a running environment may use the files that exist.
  const named = composeFiles(request, needed, projectDirectory);
  const unset = new Set<string>();
  const resolving = acceptingGoOnly(request, named, reading, (files) =>
    resolveChosen(request, files, reading, unset),
  );
  const explained = resolving.catch(async (error: unknown) => {
    throw explainFailure(error, (await reading).sources, root, request.files?.namedBy);
  });
  const [{ sources }, { files, answer }] = await Promise.all([reading, explained]);
  const declared = withScales(answer, request.scales ?? {});
  checkScales(declared, request.scales ?? {}, sources, root);
  checkDeclared(declared, sources, root);
  const wanted = wantedPorts(declared);
  const { published, moved } = await assignPorts(
    wanted,
    await request.heldPorts,
    async (port, number) =>
      !isRefused(request.refusedPorts ?? [], port, number) && (await isPortFree(port, number)),
  );
  const project = withPublishedPorts(declared, wanted, published);
  const resolved = resolveEnvironment({
    ...{ name, root, stateDir, sources, declared, project, isDirectory, isFile },
    directory: projectDirectory,
    stacks: request.files === undefined ? [...new Set(request.stacks)] : [basename(projectDirectory)],
    watch: request.watch,
    imageMode: request.imageMode,
    checks: request.checks ?? [],
    ...(request.runsHooks === undefined ? {} : { runsHooks: request.runsHooks }),
    unsetVariables: [...unset],
    ...(request.remark === undefined ? {} : { remark: request.remark }),
    cores: availableParallelism(),
    moved,
  });
  const hot = hotImages(resolved, project, {
    dockerfiles: await readDockerfiles(resolved, project),
    ...{ sources, architecture: request.architecture },
  });
  const environment = withHotImages(resolved, hot);
  const written = keptFiles(files, stateDir, request.files !== undefined);
  const overrideFile = join(stateDir, 'override.yaml');
  return {
    ...{ environment, project, overrideFile, kept: written.kept, hotImages: hot },
    certificates: request.certificates,
    defaultPlatform: request.compose.env.DOCKER_DEFAULT_PLATFORM || undefined,
    checkScales: (scales) => checkScales(project, scales, sources, root),
    asleep: (reference) =>
      sleepingBuilder(reference, sources, (name) => name in project.services, request.compose.env),
    files: { ...written.files, files: [...written.files.files, overrideFile] },
  };
}

/** Resolves what is asked for together with what exists already, say a service of a profile that an earlier `up` enabled. */
async function resolveChosen(
  request: LoadRequest,
  files: ComposeFiles,
  reading: Promise<{ readonly sources: readonly Source[] }>,
  unset: Set<string>,
): Promise<ComposeProject> {
  const asked = await resolveProject(request, files, await chosenServices(request, reading), unset);
  const there = await servicesThere(request.alreadyThere, reading);
  const missing = [...(request.alsoNamed ?? []), ...there].filter((service) => !(service in asked.services));
  if (missing.length === 0) return asked;
  return resolveProject(request, files, [...new Set([...Object.keys(asked.services), ...missing])], unset);
}

/** Lets Compose resolve the files; with `services` these and what they depend on. */
async function resolveProject(
  { compose: tool, signal }: LoadRequest,
  files: ComposeFiles,
  services: readonly string[],
  unset: Set<string>,
): Promise<ComposeProject> {
  const onUnset = (variable: string) => void unset.add(variable);
  const output = await createCompose(tool, files).config(services, signal, onUnset);
  return withoutStandIns(composeProject(readComposeOutput(output)));
}

/** The parts that Compose must be told of, and every file that takes part in the declaration. */
async function readParts(
  parts: readonly Part[],
  variables: ComposeTool['env'],
  input: string | undefined,
): Promise<{ readonly needed: readonly Part[]; readonly sources: readonly Source[] }> {
  const read = new Map<Part, readonly Source[]>();
  for (const part of parts) read.set(part, await readSources(part, variables, input));
  const needed = withoutIncluded(
    parts,
    (part) => new Set(read.get(part)?.flatMap(({ file, declares }) => (declares ? [file] : []))),
  );
  const sources = new Map<string, Source>();
  for (const source of [...read.values()].flat()) {
    const known = sources.get(source.file);
    if (known === undefined || (source.declares && !known.declares)) sources.set(source.file, source);
  }
  return { needed, sources: [...sources.values()] };
}
