import type Docker from 'dockerode';

/** What is needed to run projects with both tools. */
export interface FuzzSetting {
  readonly docker: Docker;
  /** Compose as a program, and what it finds the engine by. */
  readonly compose: { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** `bin/sim` of a checkout. */
  readonly sim: string;
  /** More variables for Sim. */
  readonly simEnv: Readonly<Record<string, string>>;
  /** Names everything of this run: `fuzz-<process id>`. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** How long either tool's `--wait` may wait. */
export const waitTimeoutS = 20;

/** How long a command may take before it counts as one that doesn't end. */
export const patienceMs = 90_000;
