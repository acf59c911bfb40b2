import type { LiveViews } from '../contract/live.js';
import type { ControllerClient } from '../outputs/api/client.js';
import type { TerminalQueries } from '../outputs/tui/run.js';
import { momentOf } from '../state/core/moment.js';
import type { LiveEnvironment } from '../state/core/store.js';
import { createViews } from '../state/core/views.js';

/** What the terminal draws, as long as a controller still sends its Snapshot: the same views, derived on this side. */
export function viewsOfLive(live: LiveEnvironment): LiveViews {
  const derive = createViews();
  return {
    get current() {
      return derive(live.current);
    },
    subscribe: (listener) => live.subscribe(listener),
    request: (wish) => live.request(wish),
  };
}

/** Asks the controller, with times as the contract writes them. */
export function queriesOf(controller: ControllerClient): TerminalQueries {
  return {
    async *logs(query, signal) {
      for await (const line of controller.logs(query, signal)) {
        yield 'remark' in line ? line : { ...line, at: momentOf(line.at) };
      }
    },
    traces: (query) => controller.traces(query),
  };
}
