import { excuses, type Sides } from './excuses.ts';

/** A fact that isn't the same with both. */
export interface Difference {
  readonly fact: string;
  /** What is so with each; `undefined` where there is no such thing. */
  readonly compose: string | undefined;
  readonly sim: string | undefined;
  /** The row of the README's table that says why; `undefined`: nobody meant it. */
  readonly row: string | undefined;
}

/** Every fact that differs, those that nobody meant first. */
export function differencesOf(sides: Sides): readonly Difference[] {
  const { compose, sim } = sides;
  const names = [...new Set([...Object.keys(compose), ...Object.keys(sim)])].toSorted();
  const found = names
    .filter((fact) => compose[fact] !== sim[fact])
    // Of what is there with one tool alone nothing more is worth a word.
    .filter((fact) => fact === markOf(fact) || isWithBoth(fact, sides))
    .map((fact): Difference => {
      const difference = { fact, compose: compose[fact], sim: sim[fact] };
      const excuse = excuses.find(({ explains }) => explains(difference, sides));
      return { ...difference, row: excuse?.row };
    });
  return [...found.filter(({ row }) => row === undefined), ...found.filter(({ row }) => row !== undefined)];
}

/** Those that no row of the table explains. */
export function unmeant(differences: readonly Difference[]): readonly Difference[] {
  return differences.filter(({ row }) => row === undefined);
}

/** The fact that says that a thing is there; of others than things none. */
function markOf(fact: string): string {
  const [room = '', name = ''] = fact.split('.');
  const marks: Readonly<Record<string, string>> = {
    services: 'state',
    networks: 'Driver',
    volumes: 'Driver',
  };
  const mark = marks[room];
  return mark === undefined ? fact : `${room}.${name}.${mark}`;
}

function isWithBoth(fact: string, { compose, sim }: Sides): boolean {
  const mark = markOf(fact);
  return mark === fact || (compose[mark] === undefined) === (sim[mark] === undefined);
}

/** What kind of difference it is, whatever the service's name: a smaller project has to show the same kind. */
export function kindOf({ fact, compose, sim }: Difference): string {
  const [room = '', , ...rest] = fact.split('.');
  if (room === 'order') return `order ${compose} ${sim}`;
  if (markOf(fact) === fact) {
    if (!['services', 'networks', 'volumes'].includes(room)) return fact;
    if (room === 'services' && compose !== undefined && sim !== undefined) return `state ${compose} ${sim}`;
    return `${room} only with ${compose === undefined ? 'Sim' : 'Compose'}`;
  }
  return `${room} ${rest.slice(0, 2).join('.')}`;
}
