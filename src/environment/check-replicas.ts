import type { ComposeProject } from './compose-project.js';
import { declarationOf, findAmong } from './locate.js';
import type { Problem } from './problem.js';
import type { Source } from './source.js';

/** Services of several containers: of these one alone would be started and shown, which is worse than a refusal. */
export function replicaProblems(project: ComposeProject, sources: readonly Source[]): readonly Problem[] {
  return Object.entries(project.services).flatMap(([name, { scale, deploy }]): Problem[] => {
    const wanted = Math.max(scale ?? 1, deploy?.replicas ?? 1);
    if (wanted <= 1) return [];
    const at = (...keys: readonly string[]) => findAmong(sources, ['services', name, ...keys])?.location;
    const found = (deploy?.replicas ?? 1) > 1 ? at('deploy', 'replicas') : at('scale');
    return [
      {
        location: found ?? declarationOf(sources, name)?.location,
        message: `service '${name}' wants ${wanted} containers, and Sim runs one per service`,
        hint: 'Set it to 1, or declare a service for each.',
      },
    ];
  });
}
