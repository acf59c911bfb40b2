import type { ControllerClient } from '../contract/client.js';
import type { LiveViews } from '../contract/live.js';

/** The views of an environment, followed for as long as a command needs them. */
export interface LiveView extends Disposable {
  readonly live: LiveViews;
  /** Aborts when the view is closed, and when the controller is gone. */
  readonly ended: AbortSignal;
  /** Throws the error by which the controller was lost; does nothing where it was not. */
  readonly requireController: () => void;
  readonly close: () => void;
}

/** Follows an environment's views until the result is disposed of, or `signal` aborts. */
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
