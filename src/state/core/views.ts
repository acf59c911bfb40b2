import type { ViewName, Views } from '../../contract/views.js';
import { buildsDocument } from '../builds/documents.js';
import { environmentDocument } from '../services/environment-document.js';
import { startOutcome } from '../services/outcome.js';
import { statusDocument } from '../services/status-document.js';
import { topologyDocument } from '../topology/document.js';
import { shared } from './shared.js';
import type { Snapshot } from './snapshot.js';
import { storyDocument } from './story-document.js';

/** How a view is derived, and from which parts of the Snapshot: as long as these stay the same it is not derived again. */
interface Recipe<Name extends ViewName> {
  readonly of: (snapshot: Snapshot) => readonly unknown[];
  readonly derive: (snapshot: Snapshot) => Views[Name];
}

const recipes: { readonly [Name in ViewName]: Recipe<Name> } = {
  environment: { of: sliceOfServices, derive: environmentDocument },
  status: { of: sliceOfServices, derive: statusDocument },
  topology: { of: ({ environment, traffic }) => [environment, traffic], derive: topologyDocument },
  builds: { of: ({ environment, builds }) => [environment, builds], derive: buildsDocument },
  story: { of: ({ environment, log }) => [environment, log], derive: storyDocument },
};

/**
 * The parts of the Snapshot that the services' views depend on: all but the story and the rates. The whole second is one of them because some
 * words say how long something has lasted. The start's outcome is one because it must not wait for the next second.
 */
function sliceOfServices(snapshot: Snapshot): readonly unknown[] {
  const { at, log: _, traffic, ...rest } = snapshot;
  return [...Object.values(rest), traffic.agent, Math.floor(at / 1000), startOutcome(snapshot)];
}

/**
 * A function that derives the views of one Snapshot after the other. A view whose parts of the Snapshot are the same is not derived again,
 * and whatever equals the value before is the same object; where nothing differs, so are the views as a whole, and their revision stays.
 */
export function createViews(): (snapshot: Snapshot) => Views {
  let derived: { readonly snapshot: Snapshot; readonly views: Views } | undefined;
  const slices = new Map<ViewName, readonly unknown[]>();
  const viewOf = <Name extends ViewName>(name: Name, snapshot: Snapshot): Views[Name] => {
    const slice = recipes[name].of(snapshot);
    const known = slices.get(name);
    const before = derived?.views[name];
    slices.set(name, slice);
    if (before !== undefined && known !== undefined && isSame(known, slice)) return before;
    return shared(before, recipes[name].derive(snapshot));
  };
  return (snapshot) => {
    if (derived?.snapshot === snapshot) return derived.views;
    const before = derived?.views;
    const parts = {
      environment: viewOf('environment', snapshot),
      status: viewOf('status', snapshot),
      topology: viewOf('topology', snapshot),
      builds: viewOf('builds', snapshot),
      story: viewOf('story', snapshot),
    };
    const isNews =
      before === undefined || Object.entries(parts).some(([name, view]) => before[name as ViewName] !== view);
    const views: Views = isNews ? { schema: 1, revision: (before?.revision ?? 0) + 1, ...parts } : before;
    derived = { snapshot, views };
    return views;
  };
}

/** The views of one Snapshot. */
export function viewsOf(snapshot: Snapshot): Views {
  return createViews()(snapshot);
}

function isSame(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length === after.length && before.every((each, index) => Object.is(each, after[index]));
}
