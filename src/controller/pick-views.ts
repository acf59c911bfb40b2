import type { ViewName, Views } from '../contract/views.js';
import { SimError } from '../errors.js';

const names: readonly ViewName[] = ['environment', 'status', 'topology', 'builds', 'story'];

/** A function that picks the named views. Its result is the same object as long as none of these has changed. */
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

/** The views that `?only=status,story` names; all where it is absent. Throws SimError `usage` for an unknown name. */
export function viewNamesOf(search: URLSearchParams): readonly ViewName[] {
  const asked = search.getAll('only').flatMap((value) => value.split(',').filter((name) => name !== ''));
  return asked.map((name) => {
    const known = names.find((each) => each === name);
    if (known !== undefined) return known;
    throw new SimError('usage', `there is no view '${name}'`, { hint: `there are ${names.join(', ')}` });
  });
}
