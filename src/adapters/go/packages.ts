import { type AskTogether, askTogether } from './ask-together.js';
import type { BuildSetup } from './build-setup.js';
import { sumOf } from './file-sums.js';
import { type Answer, askGo, newKnowledge, setupOf } from './go-answer.js';
import type { GoSettings } from './go-command.js';
import { moduleRoot } from './module-root.js';
import { createFingerprinter, type Fingerprint } from './package-fingerprint.js';
import type { PackageList } from './package-list.js';
import { askTool } from './tool-key.js';

/** All that a binary would be made from at one moment. */
export interface Source {
  /** The same only where the binary would be the same. */
  readonly sum: string;
  /** Differs once any of it was written again, even with the same content. */
  readonly stamp: string;
  /** Since when all of it has certainly been as it is, in milliseconds since the epoch. */
  readonly settledMs: number;
  /** All that Go said of it: where that is the same, the same commands make the binary. */
  readonly words: string;
  /** How it is made. */
  readonly setup: BuildSetup;
  /** For each folder: the same only where the package in it would be compiled by the same command. */
  readonly shapes: Readonly<Record<string, string>>;
  /** The content of the sources in each folder, and of each file that may be embedded. */
  readonly content: Pick<Fingerprint, 'folders' | 'embedded'>;
  /** What Go tells its compiler and linker by their environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What Go says now. */
export interface Asked {
  readonly list: PackageList;
  /** How the binary is to be made. */
  readonly setup: BuildSetup;
  /** `undefined` where the packages can't all be found. */
  readonly source: Source | undefined;
  /** When it was asked, in milliseconds since the epoch: of what was written later it may not know. */
  readonly askedAt: number;
}

/** Knows what each `package main` is made from: by asking Go, and between two questions by a guess. */
export interface Packages {
  /** How it was to be made when Go was asked last; before the first answer as if it needed nothing of C. */
  setup(directory: string): Promise<BuildSetup>;
  /** With `gently` behind everything else that the machine has to do. */
  ask(directory: string, signal: AbortSignal, gently?: boolean): Promise<Asked>;
  /**
   * What it would be made from if Go still said what it said before, which is likely where no import and no set of files has changed;
   * `undefined` where that is not likely. Only the next answer tells whether it is so.
   */
  guess(directory: string): Promise<Source | undefined>;
  /** Whether there is an answer to guess by. */
  knows(directory: string): boolean;
}

interface Known {
  /** What decides about the answer, as far as that is known without Go. */
  readonly look: string;
  readonly answer: Answer;
}

/** A broken edit and its repair, a branch and the way back: so many answers are worth remembering. */
const mostKnown = 4;

/** Nothing is known yet. */
export function createPackages(settings: GoSettings): Packages {
  /** Newest first; complete ones only. */
  const known = new Map<string, readonly Known[]>();
  const last = new Map<string, PackageList>();
  const modules = new Map<string, AskTogether<Answer & { readonly askedAt: number }>>();
  const fingerprint = createFingerprinter();
  const knowledge = newKnowledge(settings);

  /** All services of a module with one question. */
  async function askTogetherIn(directory: string, gently: boolean) {
    const root = await moduleRoot(directory);
    const key = `${gently}:${root}`;
    const together =
      modules.get(key) ??
      askTogether(async (directories) => {
        const askedAt = Date.now();
        const answers = await askGo({ ...settings, background: gently }, root, directories, knowledge);
        return new Map([...answers].map(([key, answer]) => [key, { ...answer, askedAt }]));
      });
    modules.set(key, together);
    return together.ask(directory);
  }

  async function askOnce(directory: string, gently: boolean): Promise<Asked> {
    const answer = await askTogetherIn(directory, gently);
    const { askedAt } = answer;
    const before = last.get(directory);
    // While a package cannot be loaded, Go says nothing about what is behind it: that must still be watched.
    const list =
      answer.list.problem === undefined || before === undefined ? answer.list : united(before, answer.list);
    last.set(directory, list);
    const { setup } = answer;
    if (list.problem !== undefined) return { list, setup, source: undefined, askedAt };
    const print = await fingerprint(answer);
    const others = (known.get(directory) ?? []).filter(({ look }) => look !== print.look);
    known.set(directory, [{ look: print.look, answer }, ...others].slice(0, mostKnown));
    return { list, setup, source: sourceOf(answer, print), askedAt };
  }

  return {
    setup: async (directory) => {
      const known = knowledge.setups.get(directory);
      return known ?? setupOf(settings, await askTool(settings, await moduleRoot(directory)), []);
    },
    knows: (directory) => known.has(directory),
    ask: (directory, signal, gently = false) => unlessAborted(askOnce(directory, gently), signal),
    async guess(directory) {
      for (const { look, answer } of known.get(directory) ?? []) {
        const print = await fingerprint(answer);
        if (print.look === look) return sourceOf(answer, print);
      }
      return undefined;
    },
  };
}

function sourceOf(answer: Answer, print: Fingerprint): Source {
  // No answer of Go tells what is in a profile, which decides about every command.
  const words = sumOf([answer.words, print.settings]);
  const shapes = Object.entries(answer.shapes).map(([folder, shape]) => [
    folder,
    sumOf([shape, print.settings]),
  ]);
  return {
    sum: sumOf([words, print.content]),
    stamp: print.stamp,
    settledMs: print.settledMs,
    words,
    setup: answer.setup,
    shapes: Object.fromEntries(shapes),
    content: { folders: print.folders, embedded: print.embedded },
    environment: answer.tool.environment,
  };
}

function united(before: PackageList, fresh: PackageList): PackageList {
  const both = (pick: (list: PackageList) => readonly string[]) => [
    ...new Set([...pick(fresh), ...pick(before)]),
  ];
  return {
    folders: both(({ folders }) => folders),
    leftOut: fresh.leftOut,
    embeds: both(({ embeds }) => embeds),
    deciding: both(({ deciding }) => deciding),
    awaited: both(({ awaited }) => awaited),
    modules: fresh.modules,
    links: both(({ links }) => links),
    problem: fresh.problem,
    notes: fresh.notes,
  };
}

/** Rejects when `signal` aborts; the question goes on for the others that wait for it. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
