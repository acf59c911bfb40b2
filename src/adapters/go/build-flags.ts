/**
 * Without symbol tables and debug information a build takes two thirds of the time. Stack traces, profiles and what the
 * code does stay the same; only a debugger would miss them.
 */
export const buildFlags: readonly string[] = [
  '-buildvcs=false',
  // Nor an id of the build: it would make binaries differ after a change that compiles to the same code.
  '-ldflags=-s -w -buildid=',
  // The pattern keeps the flag off the dependencies, whose cached packages stay usable by a plain `go build`.
  '-gcflags=./...=-dwarf=false',
];
