/** What a Dockerfile asks of the world around it. */
export interface DockerfileNeeds {
  /** Images of other makers, as they are written, with variables filled in. */
  readonly images: readonly string[];
  /** Image -> the platform that a `FROM --platform=` names for it, as written; absent where none does. */
  readonly platforms: Readonly<Record<string, string>>;
  /** Names of its build arguments. */
  readonly args: readonly string[];
  /** Ids of the build secrets that it reads. */
  readonly secrets: readonly string[];
}

/** Reads what matters before a build; `args` are the build's own, which win over the defaults of the file. */
export function readDockerfile(
  text: string,
  args: Readonly<Record<string, string | null | undefined>>,
): DockerfileNeeds {
  const images = new Set<string>();
  const platforms: Record<string, string> = {};
  const declared = new Set<string>();
  const secrets = new Set<string>();
  const stages = new Set<string>();
  let begun = false;
  const values: Record<string, string> = {};
  for (const [, word = '', rest = ''] of instructions(text)) {
    if (word === 'ARG') {
      for (const [, name = '', value] of rest.matchAll(/(\w+)(?:=("[^"]*"|'[^']*'|\S*))?/g)) {
        declared.add(name);
        // Those before the first FROM are all that a FROM knows of.
        if (!begun) values[name] = args[name] ?? unquoted(value ?? '');
      }
    }
    if (word === 'FROM') {
      begun = true;
      const [reference = '', , stage] = rest.split(/\s+/).filter((part) => !part.startsWith('--'));
      const image = filledIn(reference, values);
      const platform = /(?:^|\s)--platform=(\S+)/.exec(rest)?.[1];
      if (!stages.has(image.toLowerCase())) {
        images.add(image);
        if (platform !== undefined) platforms[image] = platform;
      }
      if (stage !== undefined) stages.add(stage.toLowerCase());
    }
    for (const [, from = ''] of rest.matchAll(/(?:--from=|[=,]from=)([^\s,]+)/g)) {
      if (!stages.has(from.toLowerCase()) && !/^\d+$/.test(from)) images.add(from);
    }
    for (const [mount] of rest.matchAll(/--mount=\S*type=secret\S*/g)) {
      const id =
        /[=,](?:id|source)=([^\s,]+)/.exec(mount)?.[1] ?? /target=\S*?([^/\s,]+)(?:,|$)/.exec(mount)?.[1];
      if (id !== undefined) secrets.add(id);
    }
  }
  images.delete('scratch');
  return { images: [...images], platforms, args: [...declared], secrets: [...secrets] };
}

/**
 * One line per instruction, without comments: `[all, 'FROM', 'golang AS build']`. Lines of a here-document count as well; at worst
 * they name an image that nothing serves.
 */
function instructions(text: string): readonly RegExpExecArray[] {
  const lines = text.replaceAll(/^\s*#.*(?:\n|$)/gm, '').replaceAll(/\\[ \t]*\n/g, ' ');
  return lines.split('\n').flatMap((line) => {
    const found = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line);
    if (found?.[1] === undefined) return [];
    found[1] = found[1].toUpperCase();
    return [found];
  });
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
