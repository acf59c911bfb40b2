import { SimError } from '../errors.js';
import type { ComposeProject } from './compose-project.js';
import { findAmong, namesIn } from './locate.js';
import { invalidEnvironment } from './problem.js';
import type { Source } from './source.js';
import { didYouMean } from './suggest.js';

/** Throws where somebody asks for a number of containers that cannot be had: of no such service, or of one with a name of its own. */
export function checkScales(
  project: ComposeProject,
  scales: Readonly<Record<string, number>>,
  sources: readonly Source[],
  root: string,
): void {
  for (const [name, scale] of Object.entries(scales)) {
    // The name was typed, and an object has more names than its own.
    const service = Object.hasOwn(project.services, name) ? project.services[name] : undefined;
    if (service === undefined) {
      const known = Object.keys(project.services);
      throw new SimError('usage', `there is no service '${name}' to scale`, {
        hint: sources.some((source) => namesIn(source, 'services').includes(name))
          ? `It is declared and not enabled: name it, or its profile with --profile.`
          : `${didYouMean(name, known)}There are: ${known.join(', ')}.`,
      });
    }
    if (scale > 1 && service.container_name) {
      const location = findAmong(sources, ['services', name, 'container_name'])?.location;
      const problem = {
        location,
        message: `service '${name}' has a container_name and is to be ${scale} containers`,
        hint: 'No two containers can have one name: remove container_name, or ask for one container.',
      };
      throw invalidEnvironment([problem], root);
    }
  }
}
