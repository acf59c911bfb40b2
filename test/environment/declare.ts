import { readComposeOutput } from '../../src/environment/compose-output.js';
import { composeProject } from '../../src/environment/compose-project.js';
import { wantedPorts, withPublishedPorts } from '../../src/environment/published-ports.js';
import { type ResolveInput, resolveEnvironment } from '../../src/environment/resolve.js';
import { parseSource, type Source } from '../../src/environment/source.js';
import { SimError } from '../../src/errors.js';

/** A folder that no test ever touches: `environment` does no I/O. */
export const root = '/project';

/** A Compose file of a stack, as the user wrote it. */
export function stackSource(stack: string, text: string): Source {
  return parseSource(`${root}/stacks/${stack}/compose.yaml`, text);
}

/** What resolving needs, from one file that Compose would print as it is. */
export function inputFor(text: string, change: Partial<ResolveInput> = {}): ResolveInput {
  const declared = composeProject(readComposeOutput(`name: sim-shop\n${text}`));
  const wanted = wantedPorts(declared);
  return {
    name: 'shop',
    root,
    stateDir: `${root}/.sim/shop`,
    directory: root,
    declared,
    project: withPublishedPorts(
      declared,
      wanted,
      wanted.map(({ first }) => first),
    ),
    sources: [stackSource('app', text)],
    stacks: ['app'],
    watch: true,
    imageMode: 'auto',
    cores: 2,
    isDirectory: () => true,
    isFile: () => true,
    ...change,
  };
}

/** The error that resolving ends with. */
export function refusal(input: ResolveInput): SimError {
  return refused(() => resolveEnvironment(input));
}

/** The SimError that a call throws. */
export function refused(call: () => unknown): SimError {
  try {
    call();
  } catch (error) {
    if (error instanceof SimError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
