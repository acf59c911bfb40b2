import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { scenes } from '../outputs/tui/scenes.js';
import { screenText } from '../outputs/tui/screen-text.js';
import { showScene } from '../outputs/tui/show-scene.js';

// `npm run frames` writes the files anew; their difference is what a reviewer reads.
const update = process.env.SIM_UPDATE_FRAMES === '1';

test.each(scenes())('the screen of $name is the one that was reviewed', async (scene) => {
  const path = join(import.meta.dirname, `${scene.name}.txt`);
  const text = await showScene(scene, ({ terminal }) => screenText(terminal));
  if (update) writeFileSync(path, text);
  expect(existsSync(path), `no frame yet: npm run frames`).toBe(true);
  expect(text).toBe(readFileSync(path, 'utf8'));
});
