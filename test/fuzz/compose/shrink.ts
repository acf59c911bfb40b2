import { shrinkBy } from '../shrink.ts';
import { isMap, type Project, type Yaml, type YamlMap } from './project.ts';

/** Where something lies: the keys from the outermost one on. */
type Path = readonly (string | number)[];

/** The smallest project that still has it; `still` runs a candidate, at most `budget` of them. */
export function shrink(
  project: Project,
  still: (candidate: Project) => Promise<boolean>,
  budget: number,
): Promise<Project> {
  return shrinkBy(project, { smallerOnes, still, budget });
}

/** Every project with one thing less: whole services first, then what surrounds them, then what is in them, outermost first. */
export function smallerOnes(project: Project): readonly Project[] {
  return [
    ...(project.again ? [{ ...project, again: false }] : []),
    ...project.after.map((_, index) => ({ ...project, after: project.after.toSpliced(index, 1) })),
    ...withoutService(project),
    ...withoutFile(project),
    ...lessOf(project, 'composeFiles'),
    ...lessOf(project, 'envFiles'),
    ...lessOf(project, 'profiles'),
    ...lessOf(project, 'services'),
    ...Object.keys(project.env).map((name) => ({ ...project, env: without(project.env, name) })),
    ...withoutValue(project),
  ];
}

function lessOf(
  project: Project,
  key: 'composeFiles' | 'envFiles' | 'profiles' | 'services',
): readonly Project[] {
  // Of the Compose files the first one says what the project is.
  return project[key].flatMap((word, index) =>
    word === 'compose.yaml' ? [] : [{ ...project, [key]: project[key].toSpliced(index, 1) }],
  );
}

function withoutFile(project: Project): readonly Project[] {
  return Object.keys(project.files)
    .filter((path) => path !== 'compose.yaml')
    .map((path) => ({
      ...project,
      files: without(project.files, path),
      composeFiles: project.composeFiles.filter((file) => file !== path),
      envFiles: project.envFiles.filter((file) => file !== path),
    }));
}

function withoutService(project: Project): readonly Project[] {
  const main = project.files['compose.yaml'];
  const services = isMap(main) ? main.services : undefined;
  if (!isMap(services) || Object.keys(services).length < 2) return [];
  return Object.keys(services).map((name) => ({
    ...project,
    services: project.services.filter((service) => service !== name),
    after: project.after.filter((words) => !words.includes(name)),
    files: Object.fromEntries(
      Object.entries(project.files).map(([path, content]) => [path, forgetService(content, name)]),
    ),
  }));
}

/** The file without the service and without what others say of it. */
function forgetService(content: Yaml, name: string): Yaml {
  if (!isMap(content) || !isMap(content.services)) return content;
  const services = Object.entries(without(content.services, name)).map(
    ([other, service]) => [other, isMap(service) ? forgetMention(service, name) : service] as const,
  );
  return { ...content, services: Object.fromEntries(services) };
}

function forgetMention(service: YamlMap, name: string): YamlMap {
  const dependsOn = service.depends_on;
  if (dependsOn === undefined) return service;
  const rest = isMap(dependsOn)
    ? without(dependsOn, name)
    : Array.isArray(dependsOn)
      ? dependsOn.filter((other) => other !== name)
      : dependsOn;
  const isEmpty = typeof rest === 'object' && rest !== null && Object.keys(rest).length === 0;
  return isEmpty ? without(service, 'depends_on') : { ...service, depends_on: rest };
}

function withoutValue(project: Project): readonly Project[] {
  const paths = Object.entries(project.files)
    .flatMap(([file, content]) => pathsIn(content).map((path) => ({ file, path })))
    .toSorted((one, other) => one.path.length - other.path.length);
  return paths.map(({ file, path }) => ({
    ...project,
    files: { ...project.files, [file]: removed(project.files[file] ?? null, path) },
  }));
}

/** What can be taken away and leaves a Compose file: keys below the top, members of lists. */
function pathsIn(value: Yaml, above: Path = []): readonly Path[] {
  const entries = Array.isArray(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  return entries.flatMap(([key, inner]) => {
    const path = [...above, key];
    const isNeeded = above.length === 0 && key === 'services';
    return [...(isNeeded ? [] : [path]), ...pathsIn(inner, path)];
  });
}

function removed(value: Yaml, [key, ...deeper]: Path): Yaml {
  if (key === undefined) return value;
  if (Array.isArray(value) && typeof key === 'number') {
    return deeper.length === 0
      ? value.toSpliced(key, 1)
      : value.with(key, removed(value[key] ?? null, deeper));
  }
  if (!isMap(value) || typeof key !== 'string') return value;
  return deeper.length === 0 ? without(value, key) : { ...value, [key]: removed(value[key] ?? null, deeper) };
}

function without<T>(map: Readonly<Record<string, T>>, name: string): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(map).filter(([key]) => key !== name));
}
