/** One message of the toolchain; `file` is as Go wrote it, relative to the folder Go ran in or to that of the package. */
export interface RawBuildError {
  /** Which package Go was making, where it says so: `shop/tea`, `shop/tea [shop/tea.test]`. */
  readonly package?: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly message: string;
}

/** What `//line` names may have any ending, so a place shows by its numbers; none stands behind a colon or within quotes. */
const placed = /^(?:(?:vet|go): )?(\S(?:(?!: )[^"])*?):(\d+)(?::(\d+))?: (.*)$/;
/** An address with its port, and a time of day, have numbers as well. */
const noFile = /(?:^|\s)[\d.]+$|^https?:/;
/** That Go fetches something tells nothing of what is wrong, unless it is all that there is. */
const progress = /^go: (?:downloading|finding|extracting) |^WORK=/;
/** A tool that does not know a flag lists all that it knows. */
const usage = /^usage: (?:compile|link|asm|cgo|vet) .*\n(?:[ \t].*\n?)*/gm;
/** Go breaks the line within such a sentence. */
const unfinished = /[:,]$| (?:requires|imports|tested by)$/;
/** What begins so belongs to the line before it. */
const remark = /^\s*(?:note: |\(|imports )/;

/** Reads what Go and its tools write when they fail. Whatever is not known to say nothing is part of a message, in Go's own order. */
export function parseBuildErrors(text: string): readonly RawBuildError[] {
  const told = linesOf(text.replace(usage, ''));
  const drafts = readDrafts(tellsNothing(text) ? told : told.filter((line) => !progress.test(line)));
  if (drafts.length === 0) return [{ ...nowhere, message: 'Go failed and said nothing' }];
  return drafts.map(({ tool, message, ...place }) => {
    // Where something is says in which package it is.
    const title = place.file !== undefined ? [] : [place.package, tool].filter((part) => part !== undefined);
    return {
      ...place,
      message: explained([title.join(' '), message].filter((part) => part !== '').join(': ')),
    };
  });
}

/** Whether Go only says what it fetches. */
export function tellsNothing(text: string): boolean {
  return linesOf(text).every((line) => progress.test(line));
}

function linesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** A message while its lines are still being read. */
interface Draft extends RawBuildError {
  /** Which tool was at work, where it is not the compiler. */
  readonly tool?: string;
}

const nowhere = { file: undefined, line: undefined, column: undefined };

function readDrafts(lines: readonly string[]): readonly Draft[] {
  const drafts: Draft[] = [];
  let titles: readonly string[] = [];
  let last: Draft | undefined;
  let inTitle = false;
  for (const line of lines) {
    if (line.startsWith('# ')) {
      titles = inTitle ? [...titles, line.slice(2)] : [line.slice(2)];
      inTitle = true;
      last = undefined;
      continue;
    }
    inTitle = false;
    if (last !== undefined && belongsTo(last, line)) {
      last = continued(last, line);
      drafts[drafts.length - 1] = last;
    } else {
      last = { ...titled(titles), ...(placeIn(line) ?? { ...nowhere, message: line.trimStart() }) };
      drafts.push(last);
    }
  }
  return drafts;
}

/** Vet names the package once more, other tools themselves. */
function titled([name, tool]: readonly string[]): Pick<Draft, 'package' | 'tool'> {
  if (name === undefined) return {};
  return tool === undefined || tool === `[${name}]` ? { package: name } : { package: name, tool };
}

function belongsTo(last: Draft, line: string): boolean {
  if (/^\s/.test(line) || remark.test(line) || isHeading(last)) return true;
  const place = placeIn(line);
  // A sentence of its own, as Go's advice after what Git said; whatever fails is named before a colon.
  return place === undefined ? !/: |^package /.test(line) : place.message.startsWith('note: ');
}

/** It only says where or in what the next line found something. */
function isHeading({ file, message }: Draft): boolean {
  return file === undefined && unfinished.test(message);
}

function continued(last: Draft, line: string): Draft {
  const place = placeIn(line.trimStart());
  // The place stands below a heading, and at the end of the chain of imports that leads there.
  if (place !== undefined && last.file === undefined && (isHeading(last) || /^package /.test(last.message))) {
    const before = last.message.replace(/^go: /, '');
    return { ...last, ...place, message: `${before}${unfinished.test(before) ? ' ' : ': '}${place.message}` };
  }
  const inOneLine = unfinished.test(last.message) || remark.test(line);
  const message = inOneLine
    ? `${last.message} ${line.trimStart()}`
    : // Behind blanks stands what a C compiler shows of the source, and a mark below it.
      `${last.message}\n${line.replace(/^\t+/, '')}`;
  return { ...last, message };
}

function placeIn(text: string): RawBuildError | undefined {
  const [, file, line, column, message] = placed.exec(text) ?? [];
  if (file === undefined || message === undefined || noFile.test(file)) return undefined;
  return {
    file,
    line: Number(line),
    column: column === undefined ? undefined : Number(column),
    message,
  };
}

function explained(message: string): string {
  if (/no space left on device/.test(message)) {
    return `${message}\nThe disk is full: free some space; the next change builds again.`;
  }
  if (/requires go >= \S+ \(running go/.test(message)) {
    return `${message}\nInstall that Go version, or allow Go to fetch it by GOTOOLCHAIN=auto.`;
  }
  if (/^go: (?:download|cannot find) "?go1\./.test(message)) {
    return `${message}\ngo.mod or go.work asks for that Go version: install it, or name one there that can be had.`;
  }
  return message;
}
