import { Document, isCollection, isScalar, type Node } from 'yaml';

/** What a Compose file can hold. An object that occurs twice is written once, under an anchor. */
export type Yaml = string | number | boolean | null | readonly Yaml[] | YamlMap;
export interface YamlMap {
  readonly [key: string]: Yaml;
}

/** Stands in the files for what differs between two runs of one project at the same time. */
export const runWord = 'RUNWORD';

/** `text` as Compose is to replace it: `X:-y` in braces behind a dollar sign. */
export const interpolated = (text: string): string => `$\{${text}}`;

/** The subnet of its own that a project may give to a network. */
export const subnetPrefix = '10.231.';

/** A small Compose project and what is done with it. */
export interface Project {
  /** By path below the project's folder; text as it is, anything else as YAML. */
  readonly files: Readonly<Record<string, Yaml>>;
  /** The paths after `-f`; without any the tools look for themselves. */
  readonly composeFiles: readonly string[];
  readonly envFiles: readonly string[];
  readonly profiles: readonly string[];
  /** The words after `up`. */
  readonly services: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What is there before, made by somebody else. */
  readonly external: { readonly networks: readonly string[]; readonly volumes: readonly string[] };
  /** What is said once it is up: `start`, `stop`, `restart` and services. */
  readonly after: readonly (readonly string[])[];
  /** Whether `up` is done a second time. */
  readonly again: boolean;
  /** Whether `down` takes the volumes, too. */
  readonly withVolumes: boolean;
}

/** A project with nothing in it but this Compose file. */
export function projectOf(compose: Yaml, more: Partial<Project> = {}): Project {
  return {
    composeFiles: ['compose.yaml'],
    envFiles: [],
    profiles: [],
    services: [],
    env: {},
    external: { networks: [], volumes: [] },
    after: [],
    again: false,
    withVolumes: true,
    ...more,
    files: { 'compose.yaml': compose, ...more.files },
  };
}

export function isMap(value: Yaml | undefined): value is YamlMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text of each file; `run` takes the place of `runWord`. */
export function textsOf({ files }: Pick<Project, 'files'>, run: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      (typeof content === 'string' ? content : yamlText(content)).replaceAll(runWord, run),
    ]),
  );
}

const tags = ['!reset', '!override'];

/** A map with the one key `!reset` or `!override` becomes the value of that key under that tag. */
function yamlText(value: Yaml): string {
  const document = new Document(value, { merge: true, version: '1.1' });
  const rewrite = (node: unknown): void => {
    if (!isCollection(node)) return;
    for (const item of node.items) {
      if (isPair(item)) {
        const tagged = taggedNode(item.value);
        if (tagged === undefined) rewrite(item.value);
        else item.value = tagged;
      } else rewrite(item);
    }
  };
  rewrite(document.contents);
  return document.toString({ lineWidth: 0, defaultStringType: 'PLAIN', directives: false });
}

function isPair(item: unknown): item is { key: unknown; value: unknown } {
  return typeof item === 'object' && item !== null && 'key' in item && 'value' in item && !isScalar(item);
}

function taggedNode(node: unknown): Node | undefined {
  if (!isCollection(node) || node.items.length !== 1) return undefined;
  const [only] = node.items;
  if (!isPair(only) || !isScalar(only.key) || !tags.includes(String(only.key.value))) return undefined;
  const value = only.value;
  if (!isScalar(value) && !isCollection(value)) return undefined;
  value.tag = String(only.key.value);
  return value;
}
