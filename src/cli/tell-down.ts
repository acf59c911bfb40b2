import type { ViewsSource } from '../contract/live.js';
import { tellStory } from '../outputs/text/story.js';
import type { CommandContext } from './context.js';

/** So long nobody wonders what it is doing. */
const patienceMs = 3_000;

/** The story of going down, and each time it has told nothing new for a while, what it waits for; until the result is called. */
export function tellDown(
  source: ViewsSource,
  { stdout, paint }: Pick<CommandContext, 'stdout' | 'paint'>,
  began: number,
): () => void {
  const say = (line: string) => void stdout.write(`${line}\n`);
  const hush = tellStory(source, say, paint, began);
  let told: string | undefined;
  const timer = setInterval(() => {
    const text = source.current.environment.down?.waitsFor ?? undefined;
    if (text !== undefined && text !== told) say(paint.dim(`           ${text}`));
    told = text;
  }, patienceMs);
  return () => {
    clearInterval(timer);
    hush();
  };
}
