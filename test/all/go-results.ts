import { empty, type Tally } from './tally.ts';

/** What there is to say of govulncheck where its list of vulnerabilities can't be had; `undefined` where it could. */
export function withoutDatabase(step: string, lines: readonly string[]): Tally | undefined {
  const said = lines.find((line) => line.startsWith('govulncheck: fetching vulnerabilities:'));
  return said === undefined ? undefined : { ...empty, skipped: [`${step}: its database can't be reached`] };
}

/** One line of `go test -json`. */
interface GoEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
  readonly Elapsed?: number;
}

/** Counts `go test -json` while it runs, and keeps what failed tests said. */
export class GoResults {
  #passed = 0;
  readonly #failures: string[] = [];
  readonly #skipped: string[] = [];
  readonly #output = new Map<string, string[]>();
  readonly #failedIn = new Set<string>();

  /** Takes one line; returns what is worth showing now. */
  hear(line: string): readonly string[] {
    const event = parse(line);
    if (event === undefined) return line === '' ? [] : [line];
    const where = event.Package ?? event.ImportPath ?? '';
    const name = event.Test === undefined ? where : `${where}: ${event.Test}`;
    switch (event.Action) {
      case 'output':
      case 'build-output':
        this.#keep(name, event.Output ?? '');
        return [];
      case 'pass':
        this.#output.delete(name);
        if (event.Test === undefined) return [`ok ${where} (${event.Elapsed ?? 0} s)`];
        this.#passed += 1;
        return [];
      case 'skip':
        if (event.Test !== undefined) this.#skipped.push(name);
        return [];
      case 'build-fail':
        return this.#said(name);
      case 'fail':
        return this.#fail(where, name, event.Test);
      default:
        return [];
    }
  }

  get tally() {
    return {
      passed: this.#passed,
      failed: this.#failures.length,
      failures: this.#failures,
      skipped: this.#skipped,
    };
  }

  // A package fails with its tests; it counts by itself only where none of them did (it didn't compile, it crashed).
  #fail(where: string, name: string, test: string | undefined): readonly string[] {
    if (test !== undefined || !this.#failedIn.has(where)) this.#failures.push(name);
    this.#failedIn.add(where);
    return [`FAIL ${name}`, ...this.#said(name)];
  }

  #keep(name: string, text: string): void {
    const lines = this.#output.get(name) ?? [];
    lines.push(text.trimEnd());
    this.#output.set(name, lines.slice(-200));
  }

  #said(name: string): readonly string[] {
    return (this.#output.get(name) ?? []).map((line) => `    ${line}`);
  }
}

function parse(line: string): GoEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    // Written by the go command in its documented form.
    return JSON.parse(line) as GoEvent;
  } catch {
    return undefined;
  }
}
