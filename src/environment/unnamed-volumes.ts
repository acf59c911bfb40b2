import { posix } from 'node:path';
import { type ComposeProject, type ComposeService, replicasOf } from './compose-project.js';

/** A volume that no Compose file names: its image or a short entry of `volumes` asks for one at a path. */
export interface UnnamedVolume {
  readonly service: string;
  /** Absolute, inside the container. */
  readonly target: string;
  /** Its key among the volumes of the project. */
  readonly key: string;
  /** As it is declared; `undefined` where the image alone asks for it. */
  readonly declared: Readonly<Record<string, unknown>> | undefined;
}

/** Paths at which the image of each service wants a volume, where they are known. */
export type ImageVolumes = Readonly<Record<string, readonly string[]>>;

/**
 * The volumes that the engine would give a name of no meaning, and that nobody could find again once their container is gone. Of a service
 * that is to have several containers there are none: Compose declares a volume for all of them, and two databases would write to one
 * folder. So the engine makes one for each, which Compose hands on where it makes that container anew. `ofEngine` says where a service
 * that has had several still has one of these (`service:path`): its data stay where they are.
 */
export function unnamedVolumes(
  project: ComposeProject,
  images: ImageVolumes,
  ofEngine: ReadonlySet<string> = new Set(),
): readonly UnnamedVolume[] {
  return Object.entries(project.services).flatMap(([service, definition]) => {
    if (replicasOf(definition) > 1) return [];
    const declared = declaredWithoutName(definition);
    const mounted = mountedPaths(project, images, service);
    const ofImage = (images[service] ?? [])
      .map(cleaned)
      .filter((target) => mounted !== undefined && !mounted.has(target));
    return [
      ...declared.map((mount) => ({ target: cleaned(mount.target), declared: mount })),
      ...[...new Set(ofImage)].map((target) => ({ target, declared: undefined })),
    ]
      .filter(({ target }) => !ofEngine.has(`${service}:${target}`))
      .map((volume) => ({ service, key: keyOf(service, volume.target), ...volume }));
  });
}

function declaredWithoutName({ volumes }: ComposeService) {
  return (volumes ?? []).filter(({ type, source }) => type === 'volume' && !source);
}

/**
 * Where something is mounted already, as declared or taken over from other containers. `undefined` where it takes over from a
 * container that is no part of the project: what that one has is not known here.
 */
function mountedPaths(
  project: ComposeProject,
  images: ImageVolumes,
  service: string,
  seen: ReadonlySet<string> = new Set(),
): ReadonlySet<string> | undefined {
  const definition = project.services[service];
  if (definition === undefined || seen.has(service)) return new Set();
  const paths = new Set([
    ...(definition.volumes ?? []).map(({ target }) => cleaned(target)),
    ...tmpfsOf(definition).map((entry) => cleaned(entry.split(':')[0] ?? '')),
  ]);
  for (const from of definition.volumes_from ?? []) {
    const [first = '', second] = from.split(':');
    if (first === 'container' && second !== undefined) return undefined;
    const theirs = mountedPaths(project, images, first, new Set([...seen, service]));
    if (theirs === undefined) return undefined;
    for (const path of [...theirs, ...(images[first] ?? []).map(cleaned)]) paths.add(path);
  }
  return paths;
}

function tmpfsOf({ tmpfs }: ComposeService): readonly string[] {
  return typeof tmpfs === 'string' ? [tmpfs] : (tmpfs ?? []);
}

function cleaned(path: string): string {
  const normal = posix.normalize(path);
  return normal.length > 1 ? normal.replace(/\/$/, '') : normal;
}

/**
 * The same for the same service and path at each `up`, and no other's: `_` introduces what is no letter or digit, so the last `__`
 * parts the two.
 */
function keyOf(service: string, target: string): string {
  const path = target.replace(/[^A-Za-z0-9]/g, (character) =>
    character === '/' ? '-' : `_${[...new TextEncoder().encode(character)].map(hex).join('_')}`,
  );
  return `${service}__${path}`;
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
