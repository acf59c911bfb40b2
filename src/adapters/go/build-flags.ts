/**
 * Without symbol tables and debug information a build takes two thirds of the time. Stack traces, profiles and what the
 * code does stay the same; only a debugger would miss them. Nor an id of the build: it would make binaries differ after a
 * change that compiles to the same code.
 */
export const ownLdflags: readonly string[] = ['-s', '-w', '-buildid='];

/**
 * For dependencies too, although that compiles them once more where a plain `go build` has them in its cache: every link of
 * every edit is a fifth shorter for it, and a first build of everything a sixth.
 */
export const ownGcflags: readonly string[] = ['-dwarf=false'];

/** What every build has, whatever the user adds; see `buildSetup`. */
export const buildFlags: readonly string[] = [
  '-buildvcs=false',
  `-ldflags=${ownLdflags.join(' ')}`,
  `-gcflags=all=${ownGcflags.join(' ')}`,
];
