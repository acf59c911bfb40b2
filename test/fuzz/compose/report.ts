import type { Difference } from './differences.ts';
import type { Verdict } from './fuzz.ts';
import { type Project, textsOf } from './project.ts';
import { waitTimeoutS } from './setting.ts';

/** One line for a project that was run. */
export function verdictLine(verdict: Verdict, position: string): string {
  const { seed, durationMs, exits, differences, said } = verdict;
  const meant = [...new Set(differences.flatMap(({ row }) => row ?? []))].toSorted();
  const others = differences.filter(({ row }) => row === undefined).length;
  const found = others === 0 ? 'same' : `${others} DIFFERENT`;
  const rows = meant.length === 0 ? '' : ` (meant: ${meant.join(', ')})`;
  const why = exits.startsWith('failed') ? `; Compose: ${said.compose.split('\n').at(-1)}` : '';
  return `${position} seed ${seed}: ${found}, up ${exits}, ${(durationMs / 1000).toFixed(1)} s${rows}${why}`;
}

/** What differs, a line each. */
export function differenceLines(differences: readonly Difference[]): readonly string[] {
  return differences.map(
    ({ fact, compose, sim }) =>
      `  ${fact}\n    compose ${compose ?? '(none)'}\n    sim     ${sim ?? '(none)'}`,
  );
}

/** A project as somebody would type it in. */
export function projectLines(project: Project): readonly string[] {
  const texts = Object.entries(textsOf(project, 'run'));
  const external = [
    ...project.external.networks.map((name) => `docker network create ${name}`),
    ...project.external.volumes.map((name) => `docker volume create ${name}`),
  ].map((line) => line.replaceAll('RUNWORD', 'run'));
  return [
    ...texts.flatMap(([path, text]) => [`--- ${path}`, text.trimEnd()]),
    '---',
    ...external,
    ...commandsOf(project),
  ];
}

function commandsOf(project: Project): readonly string[] {
  const variables = Object.entries(project.env).map(([name, value]) => `${name}=${quoted(value)}`);
  const words = [
    ...project.composeFiles.map((file) => `-f ${file}`),
    ...project.envFiles.map((file) => `--env-file ${file}`),
    ...project.profiles.map((profile) => `--profile ${profile}`),
  ];
  const wait = `-d --wait --wait-timeout ${waitTimeoutS}`;
  const up = [...variables, 'docker compose', ...words, 'up', wait, ...project.services].join(' ');
  return [
    up,
    ...project.after.map((each) => `docker compose ${each.join(' ')}`),
    ...(project.again ? [up] : []),
    `docker compose ${['down', ...(project.withVolumes ? ['--volumes'] : [])].join(' ')}`,
  ];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** How often each row of the table explained something. */
export function rowCounts(verdicts: readonly Verdict[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { differences } of verdicts) {
    for (const row of new Set(differences.flatMap((difference) => difference.row ?? [])))
      counts[row] = (counts[row] ?? 0) + 1;
  }
  return counts;
}
