import type { Wish } from './requests.js';
import type { Views } from './views.js';

/** The newest views of an environment, and word of each change. */
export interface ViewsSource {
  /** A new object after each change. */
  readonly current: Views;
  /** Calls `listener` after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}

/** All that an output may do with an environment: read its views, and send wishes. */
export interface LiveViews extends ViewsSource {
  /** Sends a wish and returns at once; what comes of it is seen in `current`. */
  request(wish: Wish): void;
}
