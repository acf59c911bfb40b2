/** The frontend that a Dockerfile asks for in its first lines: `# syntax=docker/dockerfile:1`. */
export interface FrontendLine {
  readonly reference: string;
  /** From 1. */
  readonly line: number;
}

// As BuildKit reads them: only comments before everything else, each of them `name=value`.
const directive = /^\uFEFF?#[ \t]*([a-zA-Z][a-zA-Z0-9]*)[ \t]*=[ \t]*(.+?)[ \t\r]*$/;

/** The frontend line of a Dockerfile; `undefined` where it has none. */
export function frontendOf(text: string): FrontendLine | undefined {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    const [, name, value = ''] = directive.exec(line) ?? [];
    if (name === undefined) return undefined;
    // Behind the reference there may be words for the frontend.
    const [reference = ''] = value.split(/\s/);
    if (name.toLowerCase() === 'syntax') return { reference, line: index + 1 };
  }
  return undefined;
}

/**
 * The same Dockerfile without its frontend line. Every other line keeps its number except directives below it, which move up: a plain
 * comment in the place of the line would end them.
 */
export function withoutFrontend(text: string): string {
  const found = frontendOf(text);
  if (found === undefined) return text;
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !directive.test(line));
  const directives = end === -1 ? lines.length : end;
  return [
    ...lines.slice(0, found.line - 1),
    ...lines.slice(found.line, directives),
    '#',
    ...lines.slice(directives),
  ].join('\n');
}
