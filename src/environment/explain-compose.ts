import { join } from 'node:path';
import { isMap } from 'yaml';
import { serviceKeys } from './compose-keys.js';
import { impossiblePort } from './impossible-port.js';
import { findAmong, mentionIn, namesIn, type Path } from './locate.js';
import { formatLocation, type Location, type Problem, shownPath } from './problem.js';
import type { Source } from './source.js';
import { didYouMean } from './suggest.js';

/**
 * What Compose's own complaint about the files means and where it stands. `undefined`: it is not about the files.
 * Compose names paths (`services.a.image`) and services, hardly ever lines.
 */
export function explainCompose(
  complaint: string,
  sources: readonly Source[],
  root: string,
): Problem | undefined {
  const text = complaint.trim();
  // Of several files that are laid over each other only the one that is named can be wrong.
  const named = sources.filter(({ file }) => text.includes(`validating ${file}: `));
  for (const explain of explainers) {
    const problem = explain(text, named.length > 0 ? named : sources, root);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

type Explainer = (text: string, sources: readonly Source[], root: string) => Problem | undefined;

const unknownProperty: Explainer = (text, sources) => {
  const match = /validating .+?: (\S+) [Aa]dditional propert(?:y|ies) '?([^\s',]+)'?.* not allowed/.exec(
    text,
  );
  const [, owner, key] = match ?? [];
  if (owner === undefined || key === undefined) return undefined;
  const ofService = /^services\.[^.]+$/.test(owner);
  return {
    location: at(sources, [...pathOf(owner), key]),
    message: `Compose knows no key '${key}' in ${owner}`,
    hint: `${ofService ? didYouMean(key, serviceKeys) : ''}Extensions of your own start with 'x-'.`,
  };
};

const cycle: Explainer = (text, sources) => {
  const names = /dependency cycle detected: (.+)/.exec(text)?.[1]?.split(' -> ');
  const first = names?.[0];
  if (names === undefined || first === undefined) return undefined;
  return {
    location: at(sources, ['services', first, 'depends_on']),
    message: `these services wait for each other: ${names.join(' -> ')}`,
    hint: 'Remove one of these dependencies; a service can only start after all that it depends on.',
  };
};

const oneName: Explainer = (text, sources) => {
  const [, name] = /can't set container_name and (\S+) as container name must be unique/.exec(text) ?? [];
  if (name === undefined) return undefined;
  return {
    location: at(sources, ['services', name, 'container_name']),
    message: `service '${name}' has a container_name and is to be several containers`,
    hint: 'No two containers can have one name: remove container_name, or declare one container.',
  };
};

const conflict: Explainer = (text, sources, root) => {
  const [, kind, name] = /(services|networks|volumes|configs|secrets)\.(\S+) conflicts with/.exec(text) ?? [];
  if (kind === undefined || name === undefined) return undefined;
  const places = sources.flatMap((source) => {
    const found = findAmong(source.declares ? [source] : [], [kind, name]);
    return found?.depth === 2 ? [found.location] : [];
  });
  const others = places.slice(0, -1).map((place) => formatLocation(place, root));
  return {
    location: places.at(-1),
    message: `'${name}' (${kind}) is defined twice, and not in the same way`,
    hint: `${others.length === 0 ? '' : `The other definition is at ${others.join(', ')}. `}Keep one, or rename one.`,
  };
};

/** Of one service alone, however many there are; and what Sim can do without an image Compose does not know. */
const noImage: Explainer = (text, sources, root) => {
  const service = /service "([^"]+)" has neither an image nor a build context specified/.exec(text)?.[1];
  if (service === undefined) return undefined;
  return {
    location: at(sources, ['services', service]),
    message: `service "${service}" has neither an image nor a build context`,
    hint: `Give it image: or build:. What is made from Go source needs only x-sim: {go: FOLDER of its 'package main'}; see ${join(root, 'docs/x-sim.md')}`,
  };
};

const undefinedName: Explainer = (text, sources) => {
  const service = /service "([^"]+)"/.exec(text)?.[1];
  if (service === undefined) return undefined;
  const target = /depends on undefined service "([^"]+)"/.exec(text)?.[1];
  const [, kind, name] = /refers to undefined (\w+) ([^\s:]+)/.exec(text) ?? [];
  const path: Path =
    target !== undefined
      ? ['services', service, 'depends_on', target]
      : ['services', service, ...(kind === undefined || name === undefined ? [] : [`${kind}s`, name])];
  return {
    location: at(sources, path),
    message: text.replace(/: invalid compose project$/, ''),
    hint: undefinedHint(target ?? name, kind, sources),
  };
};

function undefinedHint(
  name: string | undefined,
  kind: string | undefined,
  sources: readonly Source[],
): string | undefined {
  if (name === undefined) return undefined;
  const section = kind === undefined ? 'services' : `${kind}s`;
  const known = [...new Set(sources.flatMap((source) => namesIn(source, section)))];
  if (known.includes(name))
    return `'${name}' belongs to a profile that is not enabled: enable it with --profile.`;
  const list = known.length === 0 ? 'There is none.' : `There are: ${known.join(', ')}.`;
  return `${didYouMean(name, known)}${list}`;
}

/** Compose says neither where nor of which service. */
const noPort: Explainer = (text, sources) => {
  const [, part, word] = /Invalid (hostPort|containerPort|proto): (\S+)/.exec(text) ?? [];
  if (word === undefined) return undefined;
  const location = mentionIn(sources, ['ports', 'expose'], word);
  if (part === 'proto')
    return { location, message: `'${word}' is no protocol of a port`, hint: 'There are tcp, udp and sctp.' };
  if (/^\d/.test(word)) return impossiblePort(word, location);
  return {
    location,
    message: `'${word}' is no port`,
    hint: 'A port is a number, or a range such as 3000-3005.',
  };
};

/** A file that is empty, or a list: nothing of Compose's is in it. */
const noMapping: Explainer = (text, sources) => {
  if (!/^(?:empty compose file|Top-level object must be a mapping)/i.test(text)) return undefined;
  const source = sources.find(({ documents }) => !documents.some(({ contents }) => isMap(contents)));
  return {
    location: source === undefined ? undefined : { file: source.file, line: 1, column: 1 },
    message: 'this is no Compose file: it has no keys at its top',
    hint: 'Write services: with at least one service below it.',
  };
};

const missingFile: Explainer = (text, sources, root) => {
  const file =
    /env file (.+) not found/.exec(text)?.[1] ??
    /(?:open|stat) (.+): no such file or directory/.exec(text)?.[1];
  if (file === undefined) return undefined;
  return {
    location: mentionOf(file, sources),
    message: `a file that is named here does not exist: ${shownPath(file, root)}`,
    hint: 'Create it, or correct its path; paths are relative to the folder of the first Compose file.',
  };
};

/** The first place whose text names the file. */
function mentionOf(file: string, sources: readonly Source[]): Location | undefined {
  for (const source of sources) {
    const name = file.startsWith(`${source.directory}/`)
      ? file.slice(source.directory.length + 1)
      : undefined;
    const offset = [name, file.split('/').slice(-2).join('/'), file.split('/').at(-1)]
      .map((part) => (part === undefined ? -1 : source.text.indexOf(part)))
      .find((index) => index >= 0);
    if (offset === undefined) continue;
    const { line, col } = source.lines.linePos(offset);
    return { file: source.file, line, column: col };
  }
  return undefined;
}

const anyPath: Explainer = (text, sources) => {
  const dotted = /\b(?:services|networks|volumes|configs|secrets)(?:\.[\w-]+|\[\d+\])+/.exec(text)?.[0];
  if (dotted === undefined) return undefined;
  const required = /required variable (\S+) is missing a value/.exec(text)?.[1];
  // Files that are laid over each other may all have the place; the variable is not in all of them.
  const using = required === undefined ? [] : sources.filter((source) => source.text.includes(required));
  return {
    location: at(using.length > 0 ? using : sources, pathOf(dotted)),
    message: text.replace(/^validating .+?: /, '').replaceAll('\n', ' '),
    hint:
      required === undefined
        ? undefined
        : `Set ${required} in the environment or in a .env file beside the Compose file.`,
  };
};

/** A value of the right form that means nothing, such as a size of 'plenty': Compose names its place as `services[db].mem_limit`. */
const undecodable: Explainer = (text, sources) => {
  const match = /'((?:services|networks|volumes|configs|secrets)\[[^\]]+\][^']*)':? (.+)/.exec(text);
  const [, place, why] = match ?? [];
  if (place === undefined || why === undefined) return undefined;
  const dotted = place.replaceAll(/\[([^\]]+)\]/g, '.$1');
  return { location: at(sources, pathOf(dotted)), message: `${dotted}: ${why}`, hint: undefined };
};

/** An env file, which is no Compose file, has lines that Compose does name. */
const envFileLine: Explainer = (text) => {
  const [, file, line, why] = /failed to read (.+?): line (\d+): (.+)/.exec(text) ?? [];
  if (file === undefined || line === undefined || why === undefined) return undefined;
  return {
    location: { file, line: Number(line), column: 1 },
    message: why,
    hint: 'Each line of an env file is NAME=value, empty, or a comment that starts with #.',
  };
};

const explainers: readonly Explainer[] = [
  ...[unknownProperty, cycle, conflict, noImage, undefinedName, noPort, noMapping, oneName],
  ...[undecodable, envFileLine, missingFile, anyPath],
];

function pathOf(dotted: string): Path {
  return dotted
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function at(sources: readonly Source[], path: Path): Location | undefined {
  return findAmong(sources, path)?.location;
}
