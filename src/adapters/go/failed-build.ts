import type { BuildError } from '../../state/builds/build-error.js';
import { parseBuildErrors } from './build-errors.js';
import { withFiles } from './error-files.js';
import { addExcerpts } from './excerpts.js';
import { fullDisk } from './full-disk.js';
import type { GoSettings } from './go-command.js';
import type { GoRun } from './go-run.js';
import { buildWords } from './go-words.js';
import { notMain } from './not-main.js';

interface BuildPlaces {
  /** Where Go ran. */
  readonly cwd: string;
  /** Absolute folder of the package. */
  readonly directory: string;
  readonly output: string;
  readonly workDirectory: string;
  /** Absolute folder from which paths in errors are shown. */
  readonly root: string;
}

/** Why a run of `go build` made no program; empty where it made one. */
export async function whyNotBuilt(
  settings: GoSettings,
  run: GoRun,
  places: BuildPlaces,
): Promise<readonly BuildError[]> {
  if (run.succeeded) {
    const other = await notMain(settings, places.output, places);
    return other === undefined ? [] : addExcerpts([other], places);
  }
  const said = buildWords(run);
  const full = await fullDisk(settings, said, places);
  const errors = full === undefined ? parseBuildErrors(said) : [full];
  return addExcerpts(await withFiles(settings, errors, places.cwd), places);
}
