import type { Wish } from './requests.js';
import type { Views } from './views.js';

/** Views that change. */
export interface ViewsSource {
  readonly current: Views;
  /** Calls `listener` after each change; the result ends it. */
  subscribe(listener: () => void): () => void;
}

/** What an output may do: see, and wish. */
export interface LiveViews extends ViewsSource {
  request(wish: Wish): void;
}
