import type { TestProject } from 'vitest/node';
import { getCompose } from './get-compose.ts';
import { type ComposeVersion, composeVersion } from './versions.ts';

declare module 'vitest' {
  interface ProvidedContext {
    composeVersion: ComposeVersion;
    /** What `DOCKER_CONFIG` has to name; empty: Sim finds that version by itself. */
    dockerConfig: string;
  }
}

/** Gets the Compose that was asked for before any test runs. */
export default async function setup(project: TestProject): Promise<void> {
  const version = composeVersion(process.env.SIM_TEST_COMPOSE);
  const report = (line: string) => console.error(`compose ${version}: ${line}`);
  project.provide('composeVersion', version);
  project.provide('dockerConfig', (await getCompose(version, report, new AbortController().signal)) ?? '');
}
