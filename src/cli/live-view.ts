import type { ControllerClient } from '../contract/client.js';
import type { LiveViews } from '../contract/live.js';

/** An environment as it changes, for as long as a command looks at it. */
export interface LiveView extends Disposable {
  readonly live: LiveViews;
  /** Aborts when it is closed, and when the controller is gone. */
  readonly ended: AbortSignal;
  /** Throws what the controller was lost by, where it was. */
  readonly requireController: () => void;
  readonly close: () => void;
}

/** Looks at an environment until it is closed, or `signal` aborts. */
export async function openLiveView(
  controller: Pick<ControllerClient, 'live'>,
  signal?: AbortSignal,
): Promise<LiveView> {
  const closing = new AbortController();
  const close = () => closing.abort();
  let lost: unknown;
  const live = await controller.live(
    (error) => {
      lost = error;
      close();
    },
    signal === undefined ? closing.signal : AbortSignal.any([closing.signal, signal]),
  );
  const requireController = () => {
    if (lost !== undefined) throw lost;
  };
  return { live, ended: closing.signal, requireController, close, [Symbol.dispose]: close };
}
