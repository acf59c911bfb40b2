import type { GoRun } from './go-run.js';

/** The version of Go that a module asks for, where Go says that it is too old and may fetch no newer one. */
export function wantedVersion(stderr: string): string | undefined {
  return /requires go >= (\S+) \(running go/.exec(stderr)?.[1];
}

/** Go's words where a newer toolchain could not be had. */
const noToolchain =
  /^go: (?:download go\d|cannot find "go\d\S*" in PATH|invalid (?:GOTOOLCHAIN|toolchain))|: toolchain not available$/m;

/** Whether another place came to nothing, whatever the source is: it had no Go that is new enough either. */
export function isNoUse({ succeeded, cancelled, stderr }: GoRun): boolean {
  return !succeeded && !cancelled && (wantedVersion(stderr) !== undefined || noToolchain.test(stderr));
}

/** What Go says here comes first: it names the module and the version. What was tried in a container stands below it. */
export function bothTold(here: string, there: string): string {
  return `${here.trim()}\n\tin a container: ${there.trim().replaceAll('\n', '\n\t')}`;
}
