import { dirname, relative, resolve } from 'node:path';
import { nodeAt } from '../environment/locate.js';
import type { Source } from '../environment/source.js';
import type { Draft } from './draft.js';
import type { GoService } from './go-service.js';
import type { Program } from './program.js';

/** What a Compose file that is there lacks, for its services to be made from Go source. */
export interface Beside {
  /** Service of the file -> what it is to be made from. */
  readonly found: readonly { readonly service: string; readonly made: GoService }[];
  /** Those that have `x-sim.go` already. */
  readonly done: readonly string[];
  /** Programs that no service of the file is made from. */
  readonly missing: readonly GoService[];
}

interface ComposedService {
  readonly name: string;
  /** Absolute; `undefined`: it is not built. */
  readonly context: string | undefined;
  /** The last part of its image's name; `undefined`: it is built, or its image is nobody's. */
  readonly image: string | undefined;
  readonly dockerfile: string | undefined;
  readonly go: string | undefined;
}

/**
 * Which services of Compose files are which programs: by `x-sim.go`, by the Dockerfile, by the folder that they are built in, by
 * their name, and else by that of their image. `readText`: the text of a file, empty where there is none.
 */
export function beside(
  { services }: Draft,
  sources: readonly Source[],
  directory: string,
  readText: (path: string) => string,
): Beside {
  const composed = sources.flatMap(servicesOf);
  const left = [...services];
  const take = (made: GoService | undefined) => {
    if (made !== undefined) left.splice(left.indexOf(made), 1);
    return made;
  };
  const folderOf = ({ program }: GoService) => resolve(directory, program.folder);
  const done = composed.filter(({ go }) => go !== undefined);
  for (const { go } of done) take(left.find((one) => folderOf(one) === go));
  const open = composed.filter(({ go }) => go === undefined);
  const ways: readonly ((service: ComposedService, made: GoService) => boolean)[] = [
    ({ context }, made) => context === folderOf(made),
    ({ dockerfile }, made) => dockerfile !== undefined && dirname(dockerfile) === folderOf(made),
    ({ dockerfile }, { program }) =>
      dockerfile !== undefined && mentions(readText(dockerfile), program.folder),
    ({ name, context }, made) => context !== undefined && name === made.name,
    // An image that is made elsewhere, by the CI say, from this very source.
    ({ image }, made) => image === made.name,
    ({ context }, made) =>
      left.length === 1 && context !== undefined && !relative(context, folderOf(made)).startsWith('..'),
  ];
  const found = new Map<string, GoService>();
  for (const way of ways) {
    for (const service of open) {
      if (found.has(service.name)) continue;
      const made = take(left.find((one) => way(service, one)));
      if (made !== undefined) found.set(service.name, made);
    }
  }
  return {
    found: [...found].map(([service, made]) => ({ service, made })),
    done: done.map(({ name }) => name),
    missing: left,
  };
}

function mentions(dockerfile: string, folder: string): boolean {
  const name = folder.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return folder !== '.' && new RegExp(`(^|[\\s"'/])${name}(/?[\\s"',]|/main\\.go|$)`, 'm').test(dockerfile);
}

function servicesOf({ documents, directory }: Source): readonly ComposedService[] {
  return documents.flatMap((document) => {
    const services: unknown = nodeAt(document, ['services'])?.toJS(document);
    if (!isRecord(services)) return [];
    return Object.entries(services).flatMap(([name, service]): readonly ComposedService[] => {
      if (!isRecord(service)) return [];
      const { build, image, 'x-sim': extension } = service;
      const path = typeof build === 'string' ? build : isRecord(build) ? (build.context ?? '.') : undefined;
      const context = typeof path === 'string' ? resolve(directory, path) : undefined;
      const named = isRecord(build) && typeof build.dockerfile === 'string' ? build.dockerfile : 'Dockerfile';
      const go = isRecord(extension) && typeof extension.go === 'string' ? extension.go : undefined;
      return [
        {
          ...{ name, context },
          image: context === undefined && typeof image === 'string' ? lastPart(image) : undefined,
          dockerfile: context === undefined ? undefined : resolve(context, named),
          go: go === undefined ? undefined : resolve(directory, go),
        },
      ];
    });
  });
}

/** `guestbook` of `ghcr.io/somebody/guestbook:1.2`; an official image (`redis`) is made from no source of this repository. */
function lastPart(image: string): string | undefined {
  return /\/([^/:@]+)(?::[^/]*)?$/.exec(image.replace(/@.*$/, ''))?.[1];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The folder of a program as `x-sim.go` names it. */
export function goFolder({ folder }: Pick<Program, 'folder'>): string {
  return folder === '.' ? '.' : `./${folder}`;
}

/** The text of an override file that adds what is lacking, and nothing else. */
export function overrideText(name: string, { found, missing }: Beside): string {
  return [
    `# What 'sim up' needs besides ${name}, written by 'sim init': which of its services are made from which Go source.`,
    "# Compose lays this file over the other one; for 'docker compose' nothing changes, because it passes over all keys with x-.",
    ...missing.map(
      ({ program }) => `# No service of ${name} is made from ${goFolder(program)}, which listens, too.`,
    ),
    'services:',
    ...found.flatMap(({ service, made: { program, doors } }) => [
      `  ${service}:`,
      '    x-sim:',
      `      go: ${goFolder(program)}`
        .padEnd(44)
        .concat(` # the package main; it listens by ${doors[0].what}, ${doors[0].at}`),
      ...(doors[0].isGuess
        ? []
        : [`      port: ${doors[0].port}`.padEnd(44).concat(` # ${doors[0].because}`)]),
    ]),
    '',
  ].join('\n');
}
