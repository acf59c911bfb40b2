import type { ServiceView } from '../../../contract/views.js';
import { joined, line, styled, truncate } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import type { ViewState } from '../session/view-state.js';

type KeyHint = readonly [key: string, does: string];

/** The keys that do something here and now; `hasDiagram`: it has room. */
export function footerLine(
  view: ViewState,
  service: ServiceView | undefined,
  hasDiagram: boolean,
  width: number,
): Line {
  const hints = view.screen === 'detail' ? detailKeys(service) : mainKeys(service, view, hasDiagram);
  return truncate(
    line(
      ' ',
      joined(
        hints.map(([key, does]) => line(styled(key, { bold: true }), styled(` ${does}`, faint))),
        [...styled('  ', faint)],
      ),
    ),
    width,
  );
}

function mainKeys(
  service: ServiceView | undefined,
  view: ViewState,
  hasDiagram: boolean,
): readonly KeyHint[] {
  return [
    ['←↑↓→', 'select'],
    ['⏎', 'detail'],
    ...actions(service),
    // Where only the list has room, the key would change nothing.
    ...(hasDiagram ? [['v', view.asList ? 'diagram' : 'list'] as const] : []),
    ['?', 'help'],
    ['q', 'leave'],
  ];
}

function detailKeys(service: ServiceView | undefined): readonly KeyHint[] {
  return [
    ['Esc', 'back'],
    ['PgUp PgDn', 'scroll'],
    ['End', 'follow'],
    ...actions(service),
    ['?', 'help'],
    ['q', 'leave'],
  ];
}

function actions(service: ServiceView | undefined): readonly KeyHint[] {
  // Of what is scaled to 0 there is nothing to start.
  if (service === undefined || service.replicas.wanted === 0) return [];
  const stopped = service.state === 'stopped';
  return [
    ...(stopped ? [] : [['r', service.code === null ? 'restart' : 'rebuild'] as const]),
    ['x', stopped ? 'start' : 'stop'],
  ];
}
