import { formatMs } from '../../../state/words.js';
import { line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { elapsedWords } from '../words/time-words.js';
import { buildIsBroken, troubled } from './trouble.js';

const alarm: Style = { colour: 'red', bold: true, inverse: true };

/** The environment in one verdict: `● ready 8/8 in 4.2 s`. What is not known is never called ready. */
export function verdict(picture: Picture): Line {
  const { environment, snapshot, now } = picture;
  if (snapshot.removed) return styled('○ gone', faint);
  if (snapshot.engine.state === 'lost') return styled('? state unknown', { colour: 'magenta', bold: true });
  if (snapshot.goal === 'down') return stopping(picture);
  if (environment.awaitedCount === 0) return styled('· nothing to run yet', faint);
  const count = `${environment.readyCount}/${environment.awaitedCount}`;
  const trouble = troubleWords(picture);
  if (environment.ready) {
    const took = environment.readyInMs === undefined ? '' : ` in ${formatMs(environment.readyInMs)}`;
    return line(styled(`● ready ${count}`, { colour: 'green', bold: true }), styled(took, faint), trouble);
  }
  // It was ready once: the time since `up` says nothing any more.
  if (snapshot.readyAt !== undefined) {
    return line(styled(`▲ ${count} ready`, { colour: 'red', bold: true }), trouble);
  }
  const since = snapshot.upRequestedAt ?? snapshot.startedAt;
  return line(
    styled(`◌ ${count} ready`, { colour: 'yellow', bold: true }),
    styled(` · ${elapsedWords(since, now)}`, faint),
    trouble,
  );
}

/** What is not right, by name while that is short. */
function troubleWords(picture: Picture): Line {
  const [first, ...more] = troubled(picture);
  if (first === undefined) return [];
  const word = !buildIsBroken(first)
    ? first.state
    : first.code?.live === undefined
      ? 'BUILD FAILED'
      : 'STALE';
  const words = `${first.name} ${word}`;
  return line('  ', styled(` ${words}${more.length === 0 ? '' : ` +${more.length}`} `, alarm));
}

function stopping({ services }: Picture): Line {
  const left = [...services.values()].filter(({ state }) => state === 'stopping').length;
  return styled(`▽ stopping · ${left} left`, { colour: 'yellow', bold: true });
}
