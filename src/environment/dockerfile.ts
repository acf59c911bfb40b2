import { instructions } from './dockerfile-instructions.js';
import { frontendOf } from './frontend-line.js';

/** What a Dockerfile asks of the world around it. */
export interface DockerfileNeeds {
  /** Images of other makers, as they are written, with variables filled in. */
  readonly images: readonly string[];
  /** Image -> the platform that a `FROM --platform=` names for it, as written; absent where none does. */
  readonly platforms: Readonly<Record<string, string>>;
  /** The frontend that its first lines ask for; `undefined`: the builder's own. */
  readonly frontend: { readonly reference: string; readonly line: number } | undefined;
  /** Image -> the line that names it first, from 1. */
  readonly lines: Readonly<Record<string, number>>;
  /** Names of its build arguments. */
  readonly args: readonly string[];
  /** Ids of the build secrets that it reads. */
  readonly secrets: readonly string[];
}

/** Images and stages that one stage is made of. */
interface Stage {
  readonly name: string | undefined;
  readonly images: Map<string, { readonly line: number; readonly platform: string | undefined }>;
  /** Places of other stages. */
  readonly stages: Set<number>;
}

/**
 * Reads what matters before a build; `args` are the build's own, which win over the defaults of the file. Only the stages count that
 * `target` (else the last one) is made of, as in BuildKit.
 */
export function readDockerfile(
  text: string,
  args: Readonly<Record<string, string | null | undefined>>,
  target?: string | null,
): DockerfileNeeds {
  const declared = new Set<string>();
  const secrets = new Set<string>();
  const stages: Stage[] = [];
  const values: Record<string, string> = {};
  const uses = (stage: Stage, from: string, line: number, platform?: string) => {
    const place = /^\d+$/.test(from) ? Number(from) : placeOf(stages, from, stage);
    if (place !== -1) stage.stages.add(place);
    else if (from !== 'scratch' && !stage.images.has(from)) stage.images.set(from, { line, platform });
  };
  for (const { word, rest, line } of instructions(text)) {
    if (word === 'ARG') {
      for (const [, name = '', value] of rest.matchAll(/(\w+)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
        declared.add(name);
        // Those before the first FROM are all that a FROM knows of.
        if (stages.length === 0) values[name] = args[name] ?? unquoted(value ?? '');
      }
    }
    if (word === 'FROM') {
      const [reference = '', , name] = rest.split(/\s+/).filter((part) => !part.startsWith('--'));
      const stage: Stage = { name: name?.toLowerCase(), images: new Map(), stages: new Set() };
      uses(stage, filledIn(reference, values), line, /(?:^|\s)--platform=(\S+)/.exec(rest)?.[1]);
      stages.push(stage);
    }
    const stage = stages.at(-1);
    if (stage === undefined) continue;
    for (const [, from = ''] of rest.matchAll(/(?:--from=|[=,]from=)([^\s,]+)/g)) uses(stage, from, line);
    for (const [mount] of rest.matchAll(/--mount=\S*type=secret\S*/g)) {
      const id =
        /[=,](?:id|source)=([^\s,]+)/.exec(mount)?.[1] ?? /target=\S*?([^/\s,]+)(?:,|$)/.exec(mount)?.[1];
      if (id !== undefined) secrets.add(id);
    }
  }
  const images = imagesOf(stages, target);
  return {
    images: [...images.keys()],
    frontend: frontendOf(text),
    platforms: Object.fromEntries(
      [...images].flatMap(([image, { platform }]) => (platform === undefined ? [] : [[image, platform]])),
    ),
    lines: Object.fromEntries([...images].map(([image, { line }]) => [image, line])),
    args: [...declared],
    secrets: [...secrets],
  };
}

/**
 * The line of a RUN that runs `tool` and names `word`, where it does so in plain words: the line with the word itself. From 1;
 * `undefined`: none does.
 */
export function lineOfRun(text: string, tool: string, word: string): number | undefined {
  const isNamed = (line: string, name: string) =>
    line.split(/[\s;&|"']+/).some((part) => bareName(part) === name);
  const lines = text.split('\n');
  const run = instructions(text).find(
    (one) => one.word === 'RUN' && isNamed(one.rest, tool) && isNamed(one.rest, word),
  );
  if (run === undefined) return undefined;
  const inside = lines.slice(run.line - 1).findIndex((line) => isNamed(line, word));
  return run.line + Math.max(inside, 0);
}

/** A package without the version or source that is asked for. */
function bareName(part: string): string {
  return part.replace(/[=~<>@].*$/, '');
}

/** The newest stage of a name that comes before `stage`. */
function placeOf(stages: readonly Stage[], name: string, stage: Stage): number {
  return stages.findLastIndex((one) => one !== stage && one.name === name.toLowerCase());
}

/** Images of the target and of all that it is made of, in the order of the file. */
function imagesOf(stages: readonly Stage[], target: string | null | undefined): Stage['images'] {
  const wanted =
    target == null || target === '' ? -1 : stages.findLastIndex((one) => one.name === target.toLowerCase());
  const needed = new Set<number>();
  const need = (place: number) => {
    const stage = stages[place];
    if (stage === undefined || needed.has(place)) return;
    needed.add(place);
    for (const other of stage.stages) need(other);
  };
  need(wanted === -1 ? stages.length - 1 : wanted);
  const images: Stage['images'] = new Map();
  for (const [place, stage] of stages.entries()) {
    if (!needed.has(place)) continue;
    for (const [image, use] of stage.images) if (!images.has(image)) images.set(image, use);
  }
  return images;
}

function filledIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(
    /\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_, plain?: string, braced?: string, fallback?: string) =>
      values[plain ?? braced ?? ''] || (fallback ?? ''),
  );
}

function unquoted(value: string): string {
  return value.replace(/^(["'])(.*)\1$/, '$2');
}
