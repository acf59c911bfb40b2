import type { BuildError, ProbeView, ServiceView } from '../../../contract/views.js';
import { failedWord } from '../../../words/code.js';
import { framed } from '../line/frame.js';
import { line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import { wrapLine } from '../line/wrap-line.js';
import type { Picture } from '../picture.js';
import { unsaid } from '../words/said.js';
import { stateLook } from '../words/state-look.js';
import { agoWords, msOf, timeOfDay } from '../words/time-words.js';
import { errorsLines } from './error-lines.js';
import { buildIsBroken, shownTrouble, troubled } from './trouble.js';

const alarm: Style = { colour: 'red', bold: true };
const frame: Style = { colour: 'red' };

/** The worst trouble, by itself on the screen while it lasts: the compile error with its source, or what the probe and the service said last. */
export function troublePanel(
  picture: Picture,
  selected: string | undefined,
  width: number,
  rows: number,
  offsetMinutes: number,
): readonly Line[] {
  const service = shownTrouble(picture, selected);
  if (service === undefined || rows < 4) return [];
  const others = troubled(picture)
    .filter((other) => other !== service)
    .map(({ name }) => name);
  const note = others.length === 0 ? [] : styled(`also in trouble: ${others.join(', ')}`, alarm);
  const [title, body] = buildIsBroken(service)
    ? [brokenTitle(service, offsetMinutes), brokenBody(service.code?.errors ?? [], width - 4)]
    : [failingTitle(service), failingBody(service, picture.now, width - 4, rows - 2)];
  return framed(title, fitted(body, rows - 2), width, frame, note);
}

/** What has no room is not left out in silence. */
function fitted(body: readonly Line[], rows: number): readonly Line[] {
  if (body.length <= rows) return body;
  const hidden = body.length - rows + 1;
  return [...body.slice(0, rows - 1), styled(`… ${hidden} more lines in its detail`, faint)];
}

function brokenTitle({ name, code, ready, state }: ServiceView, offsetMinutes: number): Line {
  const liveSince = code?.liveSince ?? null;
  const since = liveSince === null ? '' : ` of ${timeOfDay(msOf(liveSince), offsetMinutes)}`;
  const does = ready ? 'goes on serving' : `is ${state}`;
  const serving =
    code === null || code.live === null ? 'no build runs' : `build ${code.live}${since} ${does}`;
  return line(
    styled(`✗ ${name}: build ${code?.latest ?? '?'} ${failedWord({ failed: code?.failed ?? null })}`, alarm),
    styled(` · ${serving}`, { bold: true }),
  );
}

function brokenBody(errors: readonly BuildError[], width: number): readonly Line[] {
  if (errors.length === 0) return [styled('it was given up; its log tells why', faint)];
  return errorsLines(errors, width);
}

function failingTitle({ name, state }: ServiceView): Line {
  const { symbol, style } = stateLook(state);
  const words = state === 'failed' ? 'failed' : state === 'restarting' ? 'keeps restarting' : `is ${state}`;
  return styled(`${symbol} ${name} ${words}`, style);
}

function failingBody(
  { cause, probe, evidence, health }: ServiceView,
  now: number,
  width: number,
  rows: number,
): readonly Line[] {
  const why = cause === null ? [] : wrapLine(styled(cause, { bold: true }), width, 2);
  const output = (health === 'healthy' ? '' : (probe?.output ?? '')).trim().split('\n');
  const news = unsaid(output, [cause]).slice(-3);
  const said = probe === null || health === 'healthy' ? [] : [probeHead(probe, news.length > 0, now)];
  const probeLines = [...said, ...news.map((text) => line('  ', text))];
  const room = rows - why.length - probeLines.length - 1;
  const wrote = unsaid(evidence, [cause, ...output]);
  const last =
    room > 0 && wrote.length > 0
      ? [styled('it last wrote:', faint), ...wrote.slice(-room).map((text) => line('  ', text))]
      : [];
  return [...why, ...probeLines, ...last];
}

/** How the probe ended; what it said stands below, unless the cause has told it. */
function probeHead({ exitCode, output, at }: ProbeView, more: boolean, now: number): Line {
  const nothing = output.trim() === '' ? ', and said nothing' : '';
  return styled(`probe ended with ${exitCode}, ${agoWords(msOf(at), now)}${more ? ':' : nothing}`, faint);
}
