import { explainCompose } from '../../environment/explain-compose.js';
import { invalidEnvironment } from '../../environment/problem.js';
import { type Source, syntaxProblems } from '../../environment/source.js';
import { SimError } from '../../errors.js';

/** Turns Compose's refusal of the user's files into an error that names the place; any other failure stays what it is. */
export function explainFailure(error: unknown, sources: readonly Source[], root: string): unknown {
  if (!(error instanceof SimError) || error.code !== 'compose-failed') return error;
  const said = error.detail ?? error.message;
  const [first, ...others] = sources.flatMap(syntaxProblems);
  if (first !== undefined) return invalidEnvironment([first, ...others], root, { cause: error });
  const problem = explainCompose(said, sources, root);
  if (problem === undefined) return error;
  // With the place at hand, a single line of Compose says nothing that the explanation does not.
  const isTold = problem.location !== undefined && !said.trim().includes('\n');
  return invalidEnvironment([problem], root, { ...(isTold ? {} : { detail: said }), cause: error });
}
