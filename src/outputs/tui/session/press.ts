import type { Wish } from '../../../contract/requests.js';
import type { ServiceView } from '../../../contract/views.js';
import { type Direction, nextSelected } from './selection.js';
import type { ViewState } from './view-state.js';

/** A key by name: a printable character, or one of these. */
export type Key =
  | Direction
  | 'enter'
  | 'escape'
  | 'tab'
  | 'shift-tab'
  | 'pageup'
  | 'pagedown'
  | 'home'
  | 'end'
  | 'ctrl-c'
  | (string & {});

/** How a view ends: the environment runs on, or whoever opened the view should stop it. */
export type LeaveReason = 'detach' | 'stop';

/** What a key asks for beyond the view itself. */
export type Intent =
  | { readonly kind: 'leave'; readonly reason: LeaveReason }
  | { readonly kind: 'remember'; readonly answer: 'leave' | 'stop' }
  | { readonly kind: 'wish'; readonly wish: Wish };

/** What is on the screen when a key is pressed. */
export interface Surroundings {
  readonly grid: readonly (readonly string[])[];
  readonly service: ServiceView | undefined;
  /** Log lines on one page, and the numbers of the first kept and of the next to come. */
  readonly logs: { readonly page: number; readonly first: number; readonly next: number };
  /** Somebody asked already for the environment to go down: there is nothing left to ask. */
  readonly goingDown: boolean;
  /** What was answered before to 'leave running or stop'. */
  readonly remembered: 'leave' | 'stop' | undefined;
}

/** The view after a key, and what the key asks for. */
export interface Pressed {
  readonly view: ViewState;
  readonly intents: readonly Intent[];
}

/** What a key does. */
export function press(view: ViewState, key: Key, around: Surroundings): Pressed {
  if (key === 'ctrl-c') return interrupted(view, around);
  if (view.overlay === 'leave') return answered(view, key);
  if (view.overlay === 'help') return to({ ...view, overlay: 'none' });
  switch (key) {
    case 'q':
      return around.remembered === undefined ? asked(view, around) : leave(view, reasons[around.remembered]);
    case '?':
      return to({ ...view, overlay: 'help' });
    case 'escape':
      return to({ ...view, screen: 'main', logEnd: undefined });
    case 'tab':
    case 'shift-tab':
      return to(selected(view, around, key === 'tab' ? 'next' : 'previous'));
    default:
      return wished(view, key, around) ?? to(moved(view, key, around));
  }
}

const reasons: Record<'leave' | 'stop', LeaveReason> = { leave: 'detach', stop: 'stop' };

/** The first Ctrl-C asks, the next one stops; whoever stops takes a third for 'at once'. */
function interrupted(view: ViewState, around: Surroundings): Pressed {
  return view.overlay === 'leave' ? leave(view, 'stop') : asked(view, around);
}

function asked(view: ViewState, { goingDown }: Surroundings): Pressed {
  return goingDown ? leave(view, 'detach') : to({ ...view, overlay: 'leave' });
}

function answered(view: ViewState, key: Key): Pressed {
  switch (key) {
    case 'l':
      return remembering(view, 'leave');
    case 's':
      return remembering(view, 'stop');
    case 'escape':
    case 'q':
      return to({ ...view, overlay: 'none' });
    default:
      return to(view);
  }
}

function leave(view: ViewState, reason: LeaveReason): Pressed {
  return { view, intents: [{ kind: 'leave', reason }] };
}

function remembering(view: ViewState, answer: 'leave' | 'stop'): Pressed {
  return {
    view,
    intents: [
      { kind: 'remember', answer },
      { kind: 'leave', reason: reasons[answer] },
    ],
  };
}

/** What a key wishes for the selected service; `undefined` where it is no such key. */
function wished(view: ViewState, key: Key, { service, goingDown }: Surroundings): Pressed | undefined {
  if (key !== 'r' && key !== 'R' && key !== 'x') return undefined;
  if (service === undefined || service.replicas.wanted === 0 || goingDown) return to(view);
  return { view, intents: [{ kind: 'wish', wish: wishOf(key, service) }] };
}

function wishOf(key: Key, { name, code, state }: ServiceView): Wish {
  if (state === 'stopped') return { kind: 'start.requested', service: name };
  if (key === 'x') return { kind: 'stop.requested', service: name };
  return key === 'r' && code !== null
    ? { kind: 'rebuild.requested', service: name }
    : { kind: 'restart.requested', service: name };
}

function moved(view: ViewState, key: Key, around: Surroundings): ViewState {
  return view.screen === 'detail' ? scrolled(view, key, around) : navigated(view, key, around);
}

const directions: Readonly<Record<string, Direction>> = {
  left: 'left',
  h: 'left',
  down: 'down',
  j: 'down',
  up: 'up',
  k: 'up',
  right: 'right',
  l: 'right',
};

function navigated(view: ViewState, key: Key, around: Surroundings): ViewState {
  const direction = directions[key];
  if (direction !== undefined) return selected(view, around, direction);
  if (key === 'enter')
    return view.selected === undefined ? view : { ...view, screen: 'detail', logEnd: undefined };
  if (key === 'v') return { ...view, asList: !view.asList };
  return view;
}

function selected(view: ViewState, { grid }: Surroundings, step: Direction | 'next' | 'previous'): ViewState {
  return { ...view, selected: nextSelected(grid, view.selected, step), logEnd: undefined };
}

/** Logs move by pages and lines; at the newest line they follow again. */
function scrolled(view: ViewState, key: Key, { logs: { page, first, next } }: Surroundings): ViewState {
  const end = view.logEnd ?? next;
  const steps: Readonly<Record<string, number>> = {
    pageup: end - page,
    pagedown: end + page,
    up: end - 1,
    k: end - 1,
    down: end + 1,
    j: end + 1,
    home: first + page,
    end: next,
  };
  const wanted = steps[key];
  if (wanted === undefined) return view;
  const reached = Math.max(wanted, first + page);
  return { ...view, logEnd: reached >= next ? undefined : reached };
}

function to(view: ViewState): Pressed {
  return { view, intents: [] };
}
