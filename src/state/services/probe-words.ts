import type { Probe } from '../instances/container.js';

/** What a failing probe said, or how it ended. */
export function probeWords(probe: Probe): string {
  const output = probe.output.trim().split('\n').at(-1) ?? '';
  return output === '' ? `its probe exits with ${probe.exitCode}` : `its probe says '${output}'`;
}
