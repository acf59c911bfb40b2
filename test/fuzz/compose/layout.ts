import type { Draft } from './draft.ts';
import { plainImage } from './images.ts';
import { interpolated, type Yaml, type YamlMap } from './project.ts';

/** Lays the services over one file or several: anchors, overrides, includes. Answers the main file. */
export function layOut(draft: Draft): YamlMap {
  const { random, files } = draft;
  const services = Object.fromEntries(draft.services.map(({ name, body }) => [name, body as Yaml]));
  const main: Record<string, Yaml> = { ...draft.top, services };
  for (const key of ['networks', 'volumes', 'configs', 'secrets'] as const) {
    if (Object.keys(draft[key]).length > 0) main[key] = { ...draft[key] };
  }
  if (random.chance(0.1)) shareByAnchor(draft, main);
  if (random.chance(0.12)) addOverride(draft);
  if (random.chance(0.08)) {
    files['part/compose.yaml'] = {
      services: {
        included: { image: plainImage, labels: { of: 'the part' }, volumes: ['./note.txt:/note.txt:ro'] },
      },
    };
    files['part/note.txt'] = 'note\n';
    main.include = random.pick<Yaml>([['part/compose.yaml'], [{ path: 'part/compose.yaml' }]]);
  }
  if (random.chance(0.05))
    main.name = random.pick(['named-here', interpolated('PROJECT_NAME:-named-by-default')]);
  if (random.chance(0.06)) {
    files['team.env'] = 'GREETING=from team.env\nUNSET=no more\n';
    draft.envFiles.push('team.env');
  }
  return main;
}

function shareByAnchor(draft: Draft, main: Record<string, Yaml>): void {
  const common: YamlMap = { labels: { shared: 'by anchor' }, stop_grace_period: '3s' };
  main['x-common'] = common;
  for (const { body } of draft.services) body['<<'] = common;
}

function addOverride(draft: Draft): void {
  const { random, files, services } = draft;
  const [target] = services;
  if (target === undefined) return;
  const change = random.pick<YamlMap>([
    { environment: { OVERRIDDEN: 'yes', PLAIN: 'two' } },
    { labels: { overridden: 'yes' }, command: ['serve', '-text', 'overridden'] },
    { volumes: ['./site:/laid-over:ro'] },
    { command: { '!reset': null } },
    { depends_on: { '!reset': {} } },
    { environment: { '!override': { ONLY: 'this' } } },
  ]);
  files['site/index.txt'] ??= 'page\n';
  const content = { services: { [target.name]: change } };
  if (random.chance(0.4)) {
    files['compose.override.yaml'] = content;
    // Only who names no file gets it.
    if (random.chance(0.7)) draft.composeFiles = [];
  } else {
    const path = random.pick(['more.yaml', 'deeper/more.yaml']);
    files[path] = content;
    draft.composeFiles.push(path);
  }
}
