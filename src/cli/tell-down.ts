import type { ViewsSource } from '../contract/live.js';
import { tellStory } from '../outputs/text/story.js';
import type { CommandContext } from './context.js';

/** After so many milliseconds without a line of the story it is said what `down` waits for. */
const patienceMs = 3_000;

/** Prints the story of `down`, and what it waits for whenever nothing new has come for a while, until the returned function is called. */
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
