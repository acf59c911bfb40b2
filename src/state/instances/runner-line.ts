/** How a line begins that a runner reports, among what its service writes. */
const reportStart = '{"sim":"runner"';

/** Whether a line of a container is its runner's and not its service's. Control sequences must be gone before. */
export function isRunnerReport(line: string): boolean {
  // Most lines are the service's own, many of them JSON: they must cost next to nothing.
  return line.startsWith(reportStart);
}
