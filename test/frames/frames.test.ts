import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenes } from '../outputs/tui/scenes.js';
import { screenText } from '../outputs/tui/screen-text.js';
import { showScene } from '../outputs/tui/show-scene.js';

// `npm run frames` writes the files anew; their difference is what a reviewer reads.
test.each(scenes())('the screen of $name is the one that was reviewed', async (scene) => {
  const text = await showScene(scene, ({ terminal }) => screenText(terminal));
  await expect(text).toMatchFileSnapshot(join(import.meta.dirname, `${scene.name}.txt`));
});

test('every reviewed frame belongs to a scene', () => {
  const frames = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'));
  expect(frames.sort()).toEqual(
    scenes()
      .map(({ name }) => `${name}.txt`)
      .sort(),
  );
});
