/** One message of the toolchain; `file` is as Go wrote it, relative to the folder Go ran in. */
export interface RawBuildError {
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  readonly message: string;
}

const place = /^(?:(?:vet|go): )?(\S(?:.*?\S)?\.(?:go|s|S|c|h|mod|sum|work)):(\d+)(?::(\d+))?: (.*)$/;

/** Reads what `go build` and `go list` write when they fail. */
export function parseBuildErrors(stderr: string): readonly RawBuildError[] {
  const errors: RawBuildError[] = [];
  const unplaced: string[] = [];
  for (const line of stderr.split('\n')) {
    if (line.trim() === '' || line.startsWith('# ')) continue;
    const last = errors.at(-1);
    if (/^\s/.test(line) && last !== undefined && unplaced.length === 0) {
      errors[errors.length - 1] = { ...last, message: continued(last.message, line.trim()) };
      continue;
    }
    const [, file, row, column, message] = place.exec(line) ?? [];
    if (file === undefined || message === undefined) {
      // The heading of what follows: `go: errors parsing go.mod:`.
      if (!line.endsWith(':')) unplaced.push(line.trim());
      continue;
    }
    if (message === 'too many errors') continue;
    errors.push({
      file,
      line: Number(row),
      column: column === undefined ? undefined : Number(column),
      message: explained(message),
    });
  }
  if (errors.length > 0) return errors;
  const message = unplaced.join('\n') || 'go build failed without a message';
  return [{ file: undefined, line: undefined, column: undefined, message: explained(message) }];
}

/** Go gives the remedy on a line of its own: `…; to add it:` and then the command. */
function continued(message: string, line: string): string {
  return message.endsWith(':') ? `${message} ${line}` : `${message}\n${line}`;
}

function explained(message: string): string {
  if (/no space left on device/.test(message)) {
    return `${message}\nThe disk is full: free some space; the next change builds again.`;
  }
  if (/requires go >= /.test(message)) {
    return `${message}\nInstall that Go version, or allow Go to fetch it by GOTOOLCHAIN=auto.`;
  }
  return message;
}
