import type { NamedFiles } from '../../contract/requests.js';
import { explainCompose } from '../../environment/explain-compose.js';
import { namesIn } from '../../environment/locate.js';
import { invalidEnvironment } from '../../environment/problem.js';
import { type Source, syntaxProblems } from '../../environment/source.js';
import { didYouMean } from '../../environment/suggest.js';
import { SimError } from '../../errors.js';

/** Turns Compose's refusal of the user's files into an error that names the place; any other failure stays what it is. */
export function explainFailure(
  error: unknown,
  sources: readonly Source[],
  root: string,
  namedBy?: NamedFiles['namedBy'],
): unknown {
  if (!(error instanceof SimError) || error.code !== 'compose-failed') return error;
  const said = error.detail ?? error.message;
  const service = /^no such service: (\S+)/m.exec(said)?.[1];
  if (service !== undefined) return noSuchService(service, sources, namedBy, error);
  const [first, ...others] = sources.flatMap(syntaxProblems);
  if (first !== undefined) return invalidEnvironment([first, ...others], root, { cause: error });
  const problem = explainCompose(said, sources, root);
  if (problem === undefined) return error;
  // With the place at hand, a single line of Compose says nothing that the explanation does not.
  const isTold = problem.location !== undefined && !said.trim().includes('\n');
  return invalidEnvironment([problem], root, { ...(isTold ? {} : { detail: said }), cause: error });
}

/** The error for an unknown service. A user who has forgotten that `COMPOSE_FILE` is set may have meant a stack. */
function noSuchService(
  service: string,
  sources: readonly Source[],
  namedBy: NamedFiles['namedBy'] | undefined,
  cause: unknown,
): SimError {
  const known = [
    ...new Set(sources.flatMap((source) => (source.declares ? namesIn(source, 'services') : []))),
  ];
  const list = known.length === 0 ? 'There is none.' : `The services are: ${known.join(', ')}.`;
  const where = {
    variable: 'the files that COMPOSE_FILE names',
    folder: 'the Compose file of this folder',
    option: 'these files',
  }[namedBy ?? 'option'];
  const stacks = namedBy === 'folder' ? ' Stacks of the sample: --sample.' : '';
  return new SimError('usage', `there is no service '${service}' in ${where}`, {
    hint: `${didYouMean(service, known)}${list}${stacks}`,
    cause,
  });
}
