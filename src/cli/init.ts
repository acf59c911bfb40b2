import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { notWritten } from '../adapters/not-written.js';
import { isDirectory } from '../adapters/path-kind.js';
import { parseSource } from '../environment/source.js';
import { exitCodes, SimError } from '../errors.js';
import { beside, goFolder, overrideText } from '../init/beside.js';
import { composeFile } from '../init/compose-file.js';
import { type Draft, draftFor } from '../init/draft.js';
import type { Repository } from '../init/program.js';
import { readRepository } from '../init/read-repository.js';
import { defaultFilesIn } from '../inputs/declaration/named-files.js';
import { programIn } from '../words/commands.js';
import { agreed } from './agreed.js';
import { type CommandContext, printJson } from './context.js';
import { initJson, initText } from './init-text.js';

export interface InitOptions {
  /** The repository, as it was typed. */
  readonly directory: string;
  readonly yes: boolean;
  readonly json: boolean;
  /** The file to write, relative to the working folder; `undefined`: the repository's `compose.yaml`, or an override beside an existing one. */
  readonly file: string | undefined;
}

/** A file to write that does not exist yet. */
interface Proposal {
  /** Absolute. */
  readonly file: string;
  readonly text: string;
}

/** `sim init`: proposes a Compose file for the Go code of a folder, and writes it where the user agrees. */
export async function init(context: CommandContext, options: InitOptions): Promise<number> {
  const directory = resolve(options.directory);
  if (!isDirectory(directory)) throw new SimError('usage', `there is no folder '${options.directory}'`);
  const file = options.file === undefined ? undefined : resolve(options.file);
  if (file !== undefined && existsSync(file)) throw isThere(options.file ?? '');
  const { env, root, interrupted: signal } = context;
  const repository = await readRepository(directory, { env, root, signal });
  const draft = draftFor(repository);
  if (draft.services.length === 0) throw nothingListens(options.directory, draft);
  const { proposal, said } = proposed(directory, file, { repository, draft });
  const shown = proposal === undefined ? undefined : { ...proposal, file: shownFrom(proposal.file) };
  if (!options.json) context.stdout.write(initText({ draft, proposal: shown, said }, context.paint));
  const isWritten = proposal !== undefined && (await isAgreed(context, options, shownFrom(proposal.file)));
  if (isWritten) await written(proposal);
  if (options.json) printJson(context, initJson({ draft, proposal: shown, said, isWritten }));
  else if (isWritten) {
    const here = relative(process.cwd(), dirname(proposal.file));
    const isFound = defaultFilesIn(dirname(proposal.file)).includes(proposal.file);
    const words = isFound ? (here === '' ? '' : ` -f ${here}`) : ` -f ${shownFrom(proposal.file)}`;
    const next = programIn(`bin/sim up${words}`, context.here.program);
    context.stdout.write(`wrote ${shownFrom(proposal.file)}; ${next} brings it up\n`);
  }
  if (proposal === undefined || isWritten || options.json) return exitCodes.done;
  context.stdout.write('nothing was written\n');
  return exitCodes.failed;
}

function proposed(
  directory: string,
  file: string | undefined,
  { repository, draft }: { readonly repository: Repository; readonly draft: Draft },
): { readonly proposal: Proposal | undefined; readonly said: readonly string[] } {
  const existing = defaultFilesIn(directory);
  const [first, override] = existing;
  if (file !== undefined || first === undefined) {
    const target = file ?? join(directory, 'compose.yaml');
    return {
      proposal: {
        file: target,
        text: composeFile(repository, draft, relative(dirname(target), directory) || '.'),
      },
      said: [],
    };
  }
  const sources = existing.map((path) => parseSource(path, textOf(path)));
  const lacking = beside(draft, sources, directory, textOf);
  const name = basename(first);
  const said = [
    `${name} is there already, and stays as it is`,
    ...(lacking.done.length === 0 ? [] : [`${lacking.done.join(', ')}: made from Go source already`]),
    ...lacking.missing.map(({ program }) => `no service of ${name} is made from ${goFolder(program)}`),
  ];
  if (lacking.found.length === 0) return { proposal: undefined, said };
  const text = overrideText(name, lacking);
  if (override === undefined) {
    const beside = join(directory, name.replace(/\.(ya?ml)$/, '.override.$1'));
    return { proposal: { file: beside, text }, said };
  }
  const lines = lacking.found.map(
    ({ service, made }) => `${service}: x-sim: {go: ${goFolder(made.program)}}`,
  );
  return {
    proposal: undefined,
    said: [...said, `${basename(override)} is there as well: add to it`, ...lines],
  };
}

/** Whether the user agrees to write the file: by `--yes`, or when asked at a terminal; otherwise not. */
async function isAgreed(context: CommandContext, { yes, json }: InitOptions, file: string): Promise<boolean> {
  if (yes) return true;
  if (json) return false;
  if (!context.stdin.isTTY || !context.stderr.isTTY) {
    throw new SimError('usage', 'nothing was written: there is no terminal to ask on', {
      hint: 'bin/sim init --yes writes it',
    });
  }
  return agreed(context, `Write ${file}?`);
}

async function written({ file, text }: Proposal): Promise<void> {
  try {
    // `wx` never overwrites a file that was made meanwhile.
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw isThere(shownFrom(file));
    throw notWritten(file, error, '-f names a file in another folder.');
  }
}

function isThere(file: string): SimError {
  return new SimError('usage', `'${file}' is there already, and init changes nothing that is there`, {
    hint: '-f names another file',
  });
}

function nothingListens(directory: string, { leftOut, notes }: Draft): SimError {
  const detail = [...leftOut.map(({ folder, why }) => `${folder}: ${why}`), ...notes].join('\n');
  const none = leftOut.length === 0 && notes.length === 0;
  return new SimError(
    'usage',
    none
      ? `there is no Go program in '${directory}'`
      : `no program in '${directory}' listens anywhere, so there is no service to bring up`,
    {
      ...(detail === '' ? {} : { detail }),
      hint: none
        ? 'a program is a package main in a module (go.mod)'
        : 'a Compose file written by hand runs them all the same: x-sim: {go: FOLDER} (docs/x-sim.md)',
    },
  );
}

function shownFrom(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') ? path : near;
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
