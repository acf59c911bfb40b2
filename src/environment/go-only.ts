import type { ComposeProject } from './compose-project.js';
import { composeText } from './compose-text.js';
import { standsAlone } from './includes.js';
import { findAmong, namesIn, nodeAt } from './locate.js';
import type { Problem } from './problem.js';
import type { Source } from './source.js';

/**
 * Compose refuses a service with neither an image nor a build, and a service with `x-sim.go` needs neither. This name stands in for the
 * image in what Compose reads, and nobody else gets to see it.
 */
const standIn = 'sim.local/made-from-source';

/** The text of a last override by which Compose accepts these services. */
export function goOnlyFile(services: readonly string[]): string {
  return composeText({ services: Object.fromEntries(services.map((name) => [name, { image: standIn }])) });
}

/** The project as the user declared it, without what stands in. */
export function withoutStandIns(project: ComposeProject): ComposeProject {
  const services = Object.entries(project.services).map(([name, service]) => {
    if (service.image !== standIn) return [name, service] as const;
    const { image: _, ...declared } = service;
    return [name, declared] as const;
  });
  return { ...project, services: Object.fromEntries(services) };
}

/** The services of a project, resolved without Compose's check, that are made from Go source alone. */
export function goOnlyOf({ services }: ComposeProject): readonly string[] {
  return Object.entries(services).flatMap(([name, { image, build, provider, 'x-sim': extension }]) =>
    image === undefined && !build && !provider && hasGo(extension) ? [name] : [],
  );
}

/**
 * The same as the files themselves show it, so that Compose need not be asked three times; none where a file of these reads others: what
 * a service gets from there only Compose knows.
 */
export function goOnlyIn(sources: readonly Source[]): readonly string[] {
  if (!sources.some(({ text }) => /x-sim/.test(text) && /\bgo\b/.test(text))) return [];
  if (!sources.every(standsAlone)) return [];
  const names = new Set(sources.flatMap((source) => namesIn(source, 'services')));
  const says = (...path: readonly string[]) =>
    sources.some(({ documents }) =>
      documents.some((document) => nodeAt(document, ['services', ...path]) !== undefined),
    );
  return [...names].filter(
    (name) => says(name, 'x-sim', 'go') && !['image', 'build', 'provider'].some((key) => says(name, key)),
  );
}

/** Whether it is for want of an image that Compose refuses the files. */
export function wantsAnImage(complaint: string): boolean {
  return /has neither an image nor a build context specified/.test(complaint);
}

/** Of services that are made from Go source alone nothing could run where no source is compiled. */
export function noWatchProblems(project: ComposeProject, sources: readonly Source[]): readonly Problem[] {
  return goOnlyOf(project).map((name) => ({
    location: findAmong(sources, ['services', name, 'x-sim', 'go'])?.location,
    message: `--no-watch runs images, and service '${name}' has none: x-sim.go is all that it is made from`,
    hint: 'Add build: with a Dockerfile, or leave out --no-watch.',
  }));
}

function hasGo(extension: unknown): boolean {
  return typeof extension === 'object' && extension !== null && 'go' in extension;
}
