import type { Random } from '../random.ts';
import { type Snapshot, stepsBack } from './disk.ts';
import { allGroups, type EditGroup, editGroups } from './edits/all.ts';
import type { Edit, Step } from './steps.ts';
import type { EditKind, World } from './world.ts';

/** Which edits there may be. */
export interface CourseOptions {
  readonly groups?: readonly EditGroup[] | undefined;
  /** Also those after which Go compiles the standard library. */
  readonly slow?: boolean | undefined;
}

/** Chooses one edit after the other, as the tree and Go's last word on it suggest. */
export interface Course {
  /** The next edit. `refused`: whether Go refuses what lies there; `undefined`: nobody has asked it yet. */
  next(refused: boolean | undefined): Edit;
  /** Whether another edit follows at once, before anybody looks. */
  goesOn(): boolean;
}

/** As many groups as one world is mostly about: what happens in one group matters to the others, and most to itself. */
const favourites = 3;
/** So long people go on with source that Go refuses. */
const mostRefused = 3;

/** What Go refuses is worth a look, and what it builds more of them. */
function chanceOf({ weight = 1, breaks }: EditKind): number {
  return breaks ? weight : 2 * weight;
}

export function createCourse(root: string, world: World, random: Random, options: CourseOptions): Course {
  const groups = options.groups ?? allGroups;
  const liked = Array.from({ length: favourites }, () => random.pick(groups));
  let good: Snapshot = world.all();
  let refusals = 0;

  function choose(): Edit {
    for (let tries = 0; tries < 200; tries += 1) {
      const group = random.chance(0.65) ? random.pick(liked) : random.pick(groups);
      const kinds = editGroups[group].filter((kind: EditKind) => options.slow || !kind.slow);
      if (kinds.length === 0) continue;
      const kind = random.pick(
        kinds.flatMap((each: EditKind) => Array.from({ length: chanceOf(each) }, () => each)),
      );
      const steps = kind.steps(world, random);
      if (steps !== undefined && steps.length > 0) return { name: kind.name, steps };
    }
    throw new Error('no kind of edit fits the tree');
  }

  return {
    next(refused) {
      if (refused === false) good = world.all();
      if (refused !== undefined) refusals = refused ? refusals + 1 : 0;
      const back = refused === true && (refusals > mostRefused || random.chance(0.55));
      const steps: readonly Step[] = back ? stepsBack(root, world.all(), good) : [];
      return steps.length > 0 ? { name: 'everything as it was', steps } : choose();
    },
    goesOn: () => random.chance(0.2),
  };
}
