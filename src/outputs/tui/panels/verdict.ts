import { formatMs } from '../../../words/time.js';
import { firstFitting, line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { elapsedWords, msOf } from '../words/time-words.js';
import { troubleForms } from './trouble-words.js';

const settled: Style = { colour: 'green', bold: true };
const halted: Style = { colour: 'yellow', bold: true };
const alarming: Style = { colour: 'red', bold: true };

/** The environment in one verdict of at most `width` columns where it can: `● ready 8/8 in 4.2 s`. What is not known is never called ready. */
export function verdict(picture: Picture, width: number): Line {
  const { environment, now } = picture;
  if (environment.removed) return styled('○ gone', faint);
  if (environment.engine.state === 'lost')
    return styled('? state unknown', { colour: 'magenta', bold: true });
  if (environment.goal === 'down') return stopping(picture);
  const stopped = stoppedCount(picture);
  const count = `${environment.readyCount}/${environment.awaitedCount}`;
  const stops = stopped === 0 ? '' : ` · ${stopped} stopped`;
  if (environment.awaitedCount === 0) {
    return stopped === 0 ? styled('· nothing to run yet', faint) : styled(`○ ${stopped} stopped`, halted);
  }
  if (environment.ready) {
    if (stopped > 0) return withTrouble(picture, [`○ ${count}${stops}`, `○ ${count}`], halted, [], width);
    const took = environment.readyInMs === null ? '' : ` in ${formatMs(environment.readyInMs)}`;
    return withTrouble(picture, [`● ready ${count}`, `● ${count}`], settled, styled(took, faint), width);
  }
  // It was ready once: the time since `up` says nothing any more.
  if (environment.readyAt !== null) {
    return withTrouble(picture, [`▲ ${count} ready${stops}`, `▲ ${count}`], alarming, [], width);
  }
  const since = environment.upRequestedAt ?? environment.startedAt;
  const elapsed = styled(` · ${elapsedWords(msOf(since), now)}`, faint);
  return withTrouble(picture, [`◌ ${count} ready${stops}`, `◌ ${count}`], halted, elapsed, width);
}

function stoppedCount({ views }: Picture): number {
  return views.status.services.filter(({ state, replicas }) => state === 'stopped' && replicas.wanted > 0)
    .length;
}

/** The verdict, long or short, how long it took, and what is not right: by name while there is room, else counted. */
function withTrouble(
  picture: Picture,
  [long, short]: readonly [string, string],
  style: Style,
  took: Line,
  width: number,
): Line {
  const [named = [], counted = [], worst = []] = troubleForms(picture);
  const [said, brief] = [styled(long, style), styled(short, style)];
  return firstFitting(
    [
      line(said, took, named),
      line(said, named),
      ...[counted, worst].flatMap((trouble) => [line(said, trouble), line(brief, trouble)]),
      brief,
    ],
    width,
  );
}

function stopping({ services }: Picture): Line {
  const left = [...services.values()].filter(({ state }) => state === 'stopping').length;
  return styled(`▽ stopping · ${left} left`, { colour: 'yellow', bold: true });
}
