import type { ServiceView } from '../../../contract/views.js';
import { line, styled } from '../line/line.js';
import type { Line, Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { buildIsBroken, troubled } from './trouble.js';

const alarm: Style = { colour: 'red', bold: true, inverse: true };

/** What is not right, for the first line of the screen, the longest wording first: by name, counted, the first count. Stale code is always told apart. */
export function troubleForms(picture: Picture): readonly Line[] {
  const all = troubled(picture);
  const groups = [all.filter(isStale), all.filter((service) => !isStale(service))].filter(
    (group) => group.length > 0,
  );
  const counts = groups.map(counted);
  return [groups.map(named), counts, counts.slice(0, 1)].map((words) =>
    line(...words.map((word) => line('  ', styled(` ${word} `, alarm)))),
  );
}

function isStale(service: ServiceView): boolean {
  return buildIsBroken(service) && service.code !== null && service.code.live !== null;
}

function wordOf(service: ServiceView): string {
  if (!buildIsBroken(service)) return service.state;
  return isStale(service) ? 'STALE' : 'BUILD FAILED';
}

function named(group: readonly ServiceView[]): string {
  const [first, ...more] = group;
  if (first === undefined) return '';
  return `${first.name} ${wordOf(first)}${more.length === 0 ? '' : ` +${more.length}`}`;
}

function counted(group: readonly ServiceView[]): string {
  const words = new Set(group.map(wordOf));
  return `${group.length} ${words.size === 1 ? [...words][0] : 'in trouble'}`;
}
