import { expect, test } from 'vitest';
import type { Views } from '../../../src/contract/views.js';
import { pictureOf } from '../../../src/outputs/tui/picture.js';
import { drawScreen } from '../../../src/outputs/tui/screen.js';
import { firstViewState, type ViewState } from '../../../src/outputs/tui/session/view-state.js';
import { ShopStory } from './shop-story.js';

/** The views of a controller that says of everything what this terminal has never heard. */
function newer(views: Views): Views {
  const text = JSON.stringify(views, (key, value: unknown) => {
    if (key === 'state' && value === 'ready') return 'hibernating';
    if (key === 'state' && value === 'live') return 'frozen';
    if (key === 'outcome' && value === 'live') return 'melted';
    if (key === 'kind') return 'mesh';
    if (key === 'level') return 'grave';
    if (key === 'health') return 'sleepy';
    return value;
  });
  // The same shape, with other words where the contract says that any may come.
  return { ...(JSON.parse(text) as Views), ...{ weather: { schema: 1 } } };
}

function screen(view: Partial<ViewState>, columns: number, rows: number): string {
  const story = new ShopStory().allReady();
  const shape = { columns, rows, offsetMinutes: 0 };
  const source = {
    name: 'catalog',
    logs: { lines: [], first: 0, state: 'reading' as const, detail: undefined },
    logEnd: undefined,
    traces: [],
  };
  const { lines } = drawScreen(
    pictureOf(newer(story.views), story.now),
    { ...firstViewState, selected: 'catalog', ...view },
    source,
    shape,
  );
  return lines.map((content) => content.map(({ text }) => text).join('')).join('\n');
}

test.each([
  [200, 50],
  [120, 36],
  [80, 24],
  [40, 10],
] as const)('a state that came later is shown as it is on %dx%d', (columns, rows) => {
  expect(screen({}, columns, rows)).toContain('◇');
  expect(screen({}, columns, rows)).toContain('hibernat');
});

test('words that came later stand in the detail as they are', () => {
  const detail = screen({ screen: 'detail' }, 120, 40);
  for (const word of ['hibernating', 'build 41 frozen', 'melted', 'mesh of stack app']) {
    expect(detail).toContain(word);
  }
});

test('a story of another level is told all the same', () => {
  expect(screen({}, 120, 40)).toContain('environment ready in');
});
