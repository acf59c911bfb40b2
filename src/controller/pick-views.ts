import type { ViewName, Views } from '../contract/views.js';
import { SimError } from '../errors.js';

const names: readonly ViewName[] = ['environment', 'status', 'topology', 'builds', 'story'];

/** Some of the views. The same object, though others have changed, as long as these have not. */
export function pickViews(only: readonly ViewName[]): (views: Views) => Partial<Views> {
  if (only.length === 0) return (views) => views;
  let last: Partial<Views> | undefined;
  return (views) => {
    if (last === undefined || only.some((name) => last?.[name] !== views[name])) {
      const { schema, revision } = views;
      last = { schema, revision, ...Object.fromEntries(only.map((name) => [name, views[name]])) };
    }
    return last;
  };
}

/** The views that `?only=status,story` names; none: all. Throws SimError `usage` for a name that is none. */
export function viewNamesOf(search: URLSearchParams): readonly ViewName[] {
  const asked = search.getAll('only').flatMap((value) => value.split(',').filter((name) => name !== ''));
  return asked.map((name) => {
    const known = names.find((each) => each === name);
    if (known !== undefined) return known;
    throw new SimError('usage', `there is no view '${name}'`, { hint: `there are ${names.join(', ')}` });
  });
}
