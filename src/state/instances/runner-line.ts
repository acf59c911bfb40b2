/** The beginning of a runner's report: reports and the lines of its service share one log. */
const reportStart = '{"sim":"runner"';

/** Whether a line of a container's log is its runner's report and not its service's. Control sequences must have been stripped. */
export function isRunnerReport(line: string): boolean {
  // Every log line passes here, so it is not parsed.
  return line.startsWith(reportStart);
}
