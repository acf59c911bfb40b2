import type { BuildError, CodeView, ServiceView } from '../../../contract/views.js';
import { failedWord } from '../../../words/code.js';
import { firstFitting, line, styled } from '../line/line.js';
import { faint, type Line, type Style } from '../line/span.js';
import { counted } from './number-words.js';
import { agoWords, elapsedWords, msOf } from './time-words.js';

const shouted: Style = { colour: 'red', bold: true, inverse: true };
const good: Style = { colour: 'green' };
const busy: Style = { colour: 'cyan' };
const chosen: Style = { colour: 'yellow' };

/** Which code runs, in as many words as there is room for: calm when it is the newest, shouted when it is not. */
export function codeLine(service: ServiceView, code: CodeView, now: number, width: number): Line {
  return firstFitting(codeForms(service, code, now), width);
}

function codeForms(service: ServiceView, code: CodeView, now: number): readonly Line[] {
  const live = code.live ?? '?';
  const latest = code.latest ?? '?';
  switch (code.state) {
    case 'none':
      return code.failed === null ? buildingForms(service, code, now) : nothingRuns(code, latest);
    case 'building':
      return buildingForms(service, code, now);
    case 'live':
      return code.liveSince === null
        ? [styled(`build ${live} live`, good)]
        : liveForms(live, agoWords(msOf(code.liveSince), now));
    case 'stale':
      return shout(
        `STALE: ${live} runs, ${latest} ${failedWord(code)}`,
        `STALE: ${live} runs, ${latest} failed`,
        `STALE ${live}, ${latest} ✗`,
        `STALE ${latest}✗`,
        'STALE',
      );
    case 'pinned':
      return [styled(`pinned to build ${live}`, chosen), styled(`pinned: ${live}`, chosen)];
    default:
      // A word of a newer controller: said as it is, neither calm nor shouted.
      return unknownForms(code.state, live);
  }
}

function unknownForms(state: string, live: number | string): readonly Line[] {
  return [styled(`build ${live} ${state}`, {}), styled(state, {})];
}

/** Nobody serves: what the compiler refused is told apart from what does not come up. */
function nothingRuns({ failed }: CodeView, latest: number | string): readonly Line[] {
  return failed === 'build'
    ? shout(`build ${latest} FAILED, none runs`, `${latest} FAILED`, 'FAILED')
    : shout(`build ${latest} does not come up`, `${latest} not up`, 'NOT UP');
}

function liveForms(live: number | string, ago: string): readonly Line[] {
  const since = (before: string) => line(styled(before, good), styled(` · ${ago}`, faint));
  return [
    since(`build ${live} live`),
    since(`build ${live}`),
    since(`${live}`),
    styled(`build ${live}`, good),
  ];
}

function shout(...forms: readonly string[]): readonly Line[] {
  return forms.map((form) => styled(` ${form} `, shouted));
}

function buildingForms(service: ServiceView, code: CodeView, now: number): readonly Line[] {
  const { building, live } = code;
  if (building === null) {
    const taken = takenOver(service, code);
    if (taken !== undefined) {
      return [
        styled(`◐ build ${code.latest} in ${taken}`, busy),
        styled(`◐ ${code.latest} in ${taken}`, busy),
      ];
    }
    return live === null
      ? [styled('◐ no build yet', busy), styled('◐ no build', busy)]
      : [styled(`◐ new build, ${live} runs`, busy), styled('◐ new build', busy)];
  }
  const { number, files, startedAt } = building;
  const elapsed = styled(` ${elapsedWords(msOf(startedAt), now)}`, faint);
  const counts = files.length === 0 ? '' : ` from ${counted(files.length, 'file')}`;
  return [
    line(styled(`◐ building ${number}${counts}…`, busy), elapsed),
    line(styled(`◐ building ${number}`, busy), elapsed),
    styled(`◐ building ${number}`, busy),
    styled(`◐ build ${number}`, busy),
  ];
}

/** In how many of several instances the newest build answers already: `1/3`. */
function takenOver({ instances, replicas }: ServiceView, { latest }: CodeView): string | undefined {
  const taken = instances.filter(({ build }) => build !== null && build === latest).length;
  return replicas.wanted > 1 && taken > 0 ? `${taken}/${replicas.wanted}` : undefined;
}

/** Where an error is: `catalog/main.go:12:5`. */
export function placeOf(error: BuildError): string {
  return [error.file, error.line, error.column].filter((part) => part !== null).join(':');
}
