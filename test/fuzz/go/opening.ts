import type { Random } from '../random.ts';
import {
  appModule,
  importingText,
  libText,
  mainText,
  packageText,
  sayText,
  textText,
  toolsModule,
  webText,
  workText,
} from './sources.ts';
import type { Opening } from './steps.ts';

interface Layout extends Pick<Opening, 'name'>, Partial<Omit<Opening, 'name'>> {
  /** Files that it does not have. */
  readonly without?: readonly string[];
  /** Go compiles much more than the tree for it. */
  readonly slow?: true;
}

const usesWeb = 'package main\n\nimport _ "example.test/app/web"\n';

const quoted = (flag: string) => `'${flag}'`;

/** What may be unusual about a tree from the beginning. */
const layouts: readonly Layout[] = [
  { name: 'plain' },
  { name: 'cmd', service: 'app/cmd/svc' },
  { name: 'workspace', files: { 'go.work': workText('./app', './lib', './tools') } },
  {
    name: 'workspace of another name',
    files: { 'other.work': workText('./app', './lib', './tools') },
    env: { GOWORK: '@ROOT@/other.work' },
  },
  {
    name: 'modfile',
    files: { 'app/local.mod': appModule },
    env: { GOFLAGS: quoted('-modfile=@ROOT@/app/local.mod') },
  },
  {
    name: 'overlay',
    files: {
      'overlay.json': '{"Replace": {"@ROOT@/app/text.go": "@ROOT@/over/text.go"}}\n',
      'over/text.go': textText('w100'),
    },
    env: { GOFLAGS: quoted('-overlay=@ROOT@/overlay.json') },
  },
  { name: 'module above', without: ['app/go.mod'] },
  { name: 'tags', env: { GOFLAGS: '-tags=special' } },
  { name: 'checkout behind a link', service: 'door/app', links: { door: '.' } },
  { name: 'C is asked for', env: { CGO_ENABLED: '1' }, slow: true },
  { name: 'C where there is a compiler', env: { CGO_ENABLED: '' }, slow: true },
];

/** The world of a seed; the usual tree comes most. */
export function openingOf(
  random: Random,
  { slow = false }: { readonly slow?: boolean | undefined } = {},
): Opening {
  const possible = layouts.filter((each) => slow || !each.slow);
  const layout = random.pick([...possible, ...possible.slice(0, 1), ...possible.slice(0, 1)]);
  const { name, service = 'app', files = {}, links = {}, env = {}, without = [] } = layout;
  const main = service.replace(/^door\//, '');
  const web: Readonly<Record<string, string>> = random.chance(0.4) ? { [`${main}/use_web.go`]: usesWeb } : {};
  const all = { ...treeOf(main), ...web, ...files };
  return {
    ...{ name, service, links, env },
    files: Object.fromEntries(Object.entries(all).filter(([path]) => !without.includes(path))),
  };
}

function treeOf(main: string): Readonly<Record<string, string>> {
  return {
    'settings/goenv': 'GOFLAGS=-buildvcs=false\n',
    'app/go.mod': appModule,
    'app/say/say.go': sayText,
    'app/part/part.go': packageText('part', 'w101'),
    'app/part/deep/deep.go': packageText('deep', 'w102'),
    'app/internal/core/core.go': packageText('core', 'w103'),
    'app/web/web.go': webText('//go:embed page.txt'),
    'app/web/page.txt': 'w104',
    'app/cmd/other/main.go': mainText,
    'app/cmd/other/text.go': textText('other'),
    'lib/go.mod': 'module example.test/lib\n\ngo 1.24\n',
    'lib/lib.go': libText('lib', 'lib-w105'),
    'lib2/go.mod': 'module example.test/lib\n\ngo 1.24\n',
    'lib2/lib.go': libText('lib', 'lib2-w106'),
    'dep1/go.mod': 'module example.test/dep\n\ngo 1.24\n',
    'dep1/dep.go': libText('dep', 'dep1-w107'),
    'dep2/go.mod': 'module example.test/dep\n\ngo 1.24\n',
    'dep2/dep.go': libText('dep', 'dep2-w108'),
    'tools/go.mod': toolsModule,
    'tools/tools.go': 'package tools\n\nimport _ "example.test/dep"\n',
    [`${main}/main.go`]: mainText,
    [`${main}/text.go`]: textText('w109'),
    [`${main}/use_part.go`]: importingText('example.test/app/part', 'part', 'part.Word'),
    [`${main}/use_deep.go`]: importingText('example.test/app/part/deep', 'deep', 'deep.Same(deep.Word)'),
    [`${main}/use_core.go`]: importingText(
      'example.test/app/internal/core',
      'core',
      'core.Word[core.Number()-7:]',
    ),
    [`${main}/use_lib.go`]: importingText('example.test/lib', 'lib', 'lib.Name()'),
    [`${main}/use_dep.go`]: importingText('example.test/dep', 'dep', 'dep.Name()'),
  };
}
