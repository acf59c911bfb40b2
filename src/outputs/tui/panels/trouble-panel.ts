import type { BuildError } from '../../../state/builds.js';
import type { ServiceView } from '../../../state/service-view.js';
import { framed } from '../line/frame.js';
import { line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import { wrap } from '../line/wrap.js';
import type { Picture } from '../picture.js';
import { stateLook } from '../words/state-look.js';
import { agoWords, timeOfDay } from '../words/time-words.js';
import { errorHead, errorLines } from './error-lines.js';
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
  return framed(title, body.slice(0, rows - 2), width, frame, note);
}

function brokenTitle({ name, code }: ServiceView, offsetMinutes: number): Line {
  const since = code?.liveSince === undefined ? '' : ` of ${timeOfDay(code.liveSince, offsetMinutes)}`;
  const serving = code?.live === undefined ? 'no build runs' : `build ${code.live}${since} goes on serving`;
  return line(
    styled(`✗ ${name}: build ${code?.latest?.number ?? '?'} failed`, alarm),
    styled(` · ${serving}`, { bold: true }),
  );
}

function brokenBody(errors: readonly BuildError[], width: number): readonly Line[] {
  const [first, ...more] = errors;
  if (first === undefined) return [];
  return [...errorLines(first, width), ...more.map((error) => errorHead(error))];
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
  const why =
    cause === undefined
      ? []
      : wrap(cause, width)
          .slice(0, 2)
          .map((text) => styled(text, { bold: true }));
  const output = probe?.output.trim() ?? '';
  const said =
    probe === undefined || health === 'healthy'
      ? []
      : [
          styled(
            `probe ended with ${probe.exitCode}, ${agoWords(probe.at, now)}${output === '' ? ', and said nothing' : ':'}`,
            faint,
          ),
          ...output
            .split('\n')
            .filter((text) => text !== '')
            .slice(-3)
            .map((text) => line('  ', text)),
        ];
  const room = rows - why.length - said.length - 1;
  const last =
    room > 0 && evidence.length > 0
      ? [styled('it last wrote:', faint), ...evidence.slice(-room).map((text) => line('  ', text))]
      : [];
  return [...why, ...said, ...last];
}
