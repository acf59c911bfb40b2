import { basename, dirname } from 'node:path';
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import type { Problem } from './problem.js';

/** One Compose file as the user wrote it: it tells where things stand; Compose itself tells what they mean. */
export interface Source {
  /** Absolute, or `-`: standard input. */
  readonly file: string;
  /** Absolute folder against which its relative paths resolve. */
  readonly directory: string;
  /** That folder's name: the stack that its services belong to. */
  readonly stack: string;
  readonly text: string;
  readonly documents: readonly Document[];
  readonly lines: LineCounter;
  /** `false`: only read because a service `extends` one in it; it adds no service by itself. */
  readonly declares: boolean;
}

type Parsed = Pick<Source, 'documents' | 'lines'>;

interface SourceOptions {
  readonly directory?: string;
  readonly declares?: boolean;
}

/** Parses a Compose file when somebody looks; what is wrong in it shows up in `syntaxProblems`, never as an exception. */
export function parseSource(file: string, text: string, options: SourceOptions = {}): Source {
  let parsed: Parsed | undefined;
  const parse = (): Parsed => {
    const lines = new LineCounter();
    const documents = parseAllDocuments(text, {
      lineCounter: lines,
      merge: true,
      prettyErrors: false,
      logLevel: 'error',
    });
    return { documents, lines };
  };
  const directory = options.directory ?? dirname(file);
  return {
    file,
    directory,
    stack: basename(directory),
    text,
    // Of a file that stands alone nothing is asked as long as nothing is wrong.
    get documents() {
      parsed ??= parse();
      return parsed.documents;
    },
    get lines() {
      parsed ??= parse();
      return parsed.lines;
    },
    declares: options.declares ?? true,
  };
}

/** What is no YAML in a file. */
export function syntaxProblems(source: Source): readonly Problem[] {
  return source.documents.flatMap(({ errors }) =>
    errors.map((error) => {
      const { line, col } = source.lines.linePos(error.pos[0]);
      return {
        location: { file: source.file, line, column: col },
        message: `this is not valid YAML: ${sentence(error.message)}`,
        hint: hintFor(error.code),
      };
    }),
  );
}

function sentence(message: string): string {
  const first = message.split('\n')[0] ?? message;
  return first.charAt(0).toLowerCase() + first.slice(1);
}

function hintFor(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'Indent with spaces; YAML allows no tabs there.';
    case 'DUPLICATE_KEY':
      return 'Keep one of the two, or merge them.';
    default:
      return 'Check the indentation and the line before.';
  }
}
