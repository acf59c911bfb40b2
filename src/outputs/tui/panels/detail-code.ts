import type { BuildView, ServiceView } from '../../../contract/views.js';
import { checkWords } from '../../../words/checks.js';
import { formatMs } from '../../../words/time.js';
import { line, pad, padLeft, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import type { Picture } from '../picture.js';
import { codeLine } from '../words/build-words.js';
import { msOf } from '../words/time-words.js';
import { errorsLines } from './error-lines.js';
import { facts, factWidth } from './facts.js';
import { buildIsBroken } from './trouble.js';

const phases = ['wait', 'list', 'compile', 'link', 'start', 'ready', 'drain'];

/** Which code runs, its errors, and the last builds with what each phase took. */
export function codeFacts({ views, now }: Picture, service: ServiceView, width: number): readonly Line[] {
  const { code, name } = service;
  if (code === null) return [];
  const history = views.builds.services.find((each) => each.name === name)?.builds ?? [];
  return [
    ...facts('code', [
      codeLine(service, code, now, factWidth(width)),
      ...(code.note === null ? [] : [styled(code.note, { colour: 'yellow' })]),
    ]),
    ...facts('error', buildIsBroken(service) ? errorsLines(code.errors, factWidth(width)) : []),
    ...facts(
      'builds',
      history.slice(0, 4).flatMap((build) => buildLines(build)),
    ),
  ];
}

function buildLines(build: BuildView): readonly Line[] {
  const took = build.finishedAt === null ? '' : formatMs(msOf(build.finishedAt) - msOf(build.startedAt));
  const spent = phases.flatMap((phase) => {
    const ms = build.phasesMs[phase];
    return ms === undefined ? [] : [`${phase} ${formatMs(ms)}`];
  });
  return [
    line(
      padLeft(styled(String(build.number), { bold: true }), 3),
      ' ',
      pad(styled(build.outcome, outcomeStyle(build.outcome)), 11),
      padLeft(styled(took, {}), 7),
      styled(`  ${build.cause}`, faint),
    ),
    ...(spent.length === 0 ? [] : [styled(`    ${spent.join(' · ')}`, faint)]),
    ...build.checks.map((check) =>
      styled(`    ${checkWords(check)}`, check.outcome === 'failed' ? { colour: 'red' } : faint),
    ),
  ];
}

/** Words of a newer controller stay as they are, in no colour. */
function outcomeStyle(outcome: string): Style {
  switch (outcome) {
    case 'live':
      return { colour: 'green' };
    case 'failed':
    case 'rejected':
    case 'rolled-back':
      return { colour: 'red' };
    case 'building':
    case 'built':
    case 'starting':
      return { colour: 'cyan' };
    case 'unchanged':
    case 'cancelled':
      return faint;
    default:
      return {};
  }
}
