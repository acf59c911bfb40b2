/** The flags in the text of GOFLAGS: parts between spaces, each of which may be quoted as a whole (`go help environment`). */
export function parseGoflags(text: string): readonly string[] {
  return [...text.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double ?? plain ?? '',
  );
}

/** The value of a flag (`modfile`), spelled with one dash or two; the last one counts. `undefined` where it isn't there. */
export function goflag(flags: readonly string[], name: string): string | undefined {
  const found = flags.findLast((flag) => flag.startsWith(`-${name}=`) || flag.startsWith(`--${name}=`));
  return found?.slice(found.indexOf('=') + 1);
}
