import { type AskTogether, askTogether } from './ask-together.js';
import { buildFlags } from './build-flags.js';
import { sumOf } from './file-sums.js';
import type { PackageList } from './go.js';
import type { GoSettings } from './go-command.js';
import { askPackages } from './list-packages.js';
import { moduleRoot } from './module-root.js';
import { createFingerprinter, type Fingerprint, writtenSince } from './package-fingerprint.js';
import { createToolKey, type Tool } from './tool-key.js';

/** A list of packages that was complete, and what it was made of then: as long as that is the same, so is the list. */
export interface KnownPackages {
  readonly folders: readonly string[];
  readonly extraFiles: readonly string[];
  readonly shape: string;
}

/** All that a binary would be made from now. */
export interface Source {
  /** The same only where the binary would be the same. */
  readonly sum: string;
  /** Differs once any of it was written again, even with the same content. */
  readonly stamp: string;
  /** Since when all of it has certainly been as it is, in milliseconds since the epoch. */
  readonly settledMs: number;
  readonly packages: KnownPackages;
  /** For each folder: the same only where the package in it would be compiled by the same command. */
  readonly shapes: Readonly<Record<string, string>>;
  /** The content of the sources in each folder, and of each file that may be embedded. */
  readonly content: Pick<Fingerprint, 'folders' | 'embedded'>;
  /** What Go tells its compiler and linker by their environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Knows what each `package main` is made from, and asks Go only where that may have changed. */
export interface Packages {
  list(directory: string, signal: AbortSignal): Promise<PackageList>;
  /** `undefined` where Go would have to be asked again first, or the packages can't all be found. */
  source(directory: string, signal: AbortSignal): Promise<Source | undefined>;
  /** Takes over what an earlier process knew; it is checked before it is used. */
  remember(directory: string, packages: KnownPackages): void;
}

interface Known {
  readonly shape: string;
  readonly list: PackageList;
}

/** A broken edit and its repair, a branch and the way back: so many lists are worth remembering. */
const mostKnown = 4;

/** Nothing is known yet. */
export function createPackages(settings: GoSettings): Packages {
  /** Newest first; complete ones only. */
  const known = new Map<string, readonly Known[]>();
  const last = new Map<string, PackageList>();
  const asking = new Map<string, Promise<Known>>();
  const modules = new Map<string, AskTogether<PackageList>>();
  const fingerprint = createFingerprinter();
  const toolOf = createToolKey(settings);

  async function look(directory: string, list: PackageList): Promise<Fingerprint & { readonly tool: Tool }> {
    const [print, tool] = await Promise.all([fingerprint(list), moduleRoot(directory).then(toolOf)]);
    return { ...print, tool, shape: sumOf([tool.key, print.shape]) };
  }

  /** The list that must still be true, with what it is made of now. */
  async function recall(directory: string) {
    for (const { list, shape } of known.get(directory) ?? []) {
      const print = await look(directory, list);
      if (print.shape === shape) return { list, shape, print };
    }
    return undefined;
  }

  function keep(directory: string, one: Known): void {
    const others = (known.get(directory) ?? []).filter(({ shape }) => shape !== one.shape);
    known.set(directory, [one, ...others].slice(0, mostKnown));
  }

  /** All services of a module with one question. */
  async function askGo(directory: string): Promise<PackageList> {
    const root = await moduleRoot(directory);
    const together =
      modules.get(root) ??
      askTogether(async (directories) => {
        const { workFile } = await toolOf(root);
        return askPackages(settings, root, directories, workFile);
      });
    modules.set(root, together);
    return together.ask(directory);
  }

  async function ask(directory: string): Promise<Known> {
    const before = last.get(directory);
    // Asked for the first time, it knows no more than the service's own folder.
    const seen = await fingerprint(before ?? { folders: [directory], extraFiles: [] });
    const askedAt = Date.now();
    const fresh = await askGo(directory);
    // While a package cannot be loaded, Go says nothing about what is behind it: that must still be watched.
    const list = fresh.problem === undefined || before === undefined ? fresh : united(before, fresh);
    last.set(directory, list);
    const print = await look(directory, list);
    const { shape } = print;
    // What changed while Go was reading may or may not be in its answer: ask again next time.
    if (list.problem === undefined && !writtenSince(askedAt, seen, print)) keep(directory, { shape, list });
    return { shape, list };
  }

  /** A list and a build of the same service want the same answer: Go is asked once. */
  function askOnce(directory: string, signal: AbortSignal): Promise<Known> {
    const asked = asking.get(directory) ?? ask(directory).finally(() => asking.delete(directory));
    asking.set(directory, asked);
    return unlessAborted(asked, signal);
  }

  return {
    async list(directory, signal) {
      return (await recall(directory))?.list ?? (await askOnce(directory, signal)).list;
    },
    async source(directory, signal) {
      if (!known.has(directory)) await askOnce(directory, signal);
      // A package that the first question found was written in that moment: the second one has seen it before.
      if (!known.has(directory)) await askOnce(directory, signal);
      const found = await recall(directory);
      if (found === undefined) return undefined;
      const { list, shape, print } = found;
      return {
        sum: sumOf([print.tool.key, ...buildFlags, print.content]),
        stamp: print.stamp,
        settledMs: print.settledMs,
        shapes: Object.fromEntries(
          Object.entries(print.shapes).map(([folder, own]) => [folder, sumOf([print.tool.key, own])]),
        ),
        packages: { folders: list.folders, extraFiles: list.extraFiles, shape },
        content: { folders: print.folders, embedded: print.embedded },
        environment: print.tool.environment,
      };
    },
    remember(directory, { folders, extraFiles, shape }) {
      const list = { folders, extraFiles, problem: undefined };
      if (!last.has(directory)) last.set(directory, list);
      if (!known.get(directory)?.some((one) => one.shape === shape)) keep(directory, { shape, list });
    },
  };
}

function united(before: PackageList, fresh: PackageList): PackageList {
  return {
    folders: [...new Set([...fresh.folders, ...before.folders])],
    extraFiles: [...new Set([...fresh.extraFiles, ...before.extraFiles])],
    problem: fresh.problem,
  };
}

/** What was asked goes on for whoever else waits for it. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
