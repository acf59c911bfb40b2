import type { ServiceView } from '../../../state/services/service-view.js';
import { line, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import { wrap } from '../line/wrap.js';
import { wrapLine } from '../line/wrap-line.js';
import type { Picture } from '../picture.js';
import { unsaid } from '../words/said.js';
import { stateLook } from '../words/state-look.js';
import { agoWords, elapsedWords } from '../words/time-words.js';
import { facts, factWidth } from './facts.js';

const sourceWords: Readonly<Record<string, string>> = {
  present: 'on this machine',
  registry: 'from the registry',
  'local-recipe': 'local recipe',
  built: 'built from its Dockerfile',
};

/** State and why, probe, evidence, image, containers and addresses of a service. */
export function stateFacts({ now }: Picture, service: ServiceView, width: number): readonly Line[] {
  const { symbol, style } = stateLook(service.state);
  const since = service.since === undefined ? '' : ` · for ${elapsedWords(service.since, now)}`;
  const background = service.background ? ' · in the background' : '';
  const source = service.image.source;
  return [
    ...facts('state', [
      line(styled(`${symbol} ${service.state}`, style), styled(`${since}${background}`, faint)),
    ]),
    ...facts(
      'why',
      service.cause === undefined
        ? []
        : wrap(service.cause, factWidth(width)).map((text) => styled(text, {})),
    ),
    ...facts('probe', probeLines(service, now, factWidth(width))),
    ...facts(
      'last said',
      unsaid(service.evidence, [service.cause, ...(service.probe?.output.split('\n') ?? [])])
        .slice(-5)
        .flatMap((text) => wrapLine(styled(text, {}), factWidth(width), 3)),
    ),
    ...facts(
      'open',
      service.urls.map(({ label, url }) =>
        line(styled(url, { colour: 'cyan' }), styled(`  ${label}`, faint)),
      ),
    ),
    ...facts(
      'config',
      service.configuration === undefined
        ? []
        : [
            line(
              `${service.configuration.file} changed`,
              styled(` · ${agoWords(service.configuration.at, now)}`, faint),
            ),
            ...(service.configuration.refused === undefined
              ? []
              : wrapLine(
                  styled(`refused: ${service.configuration.refused}`, { colour: 'red' }),
                  factWidth(width),
                  3,
                )),
          ],
    ),
    ...facts('image', [
      line(
        service.image.reference ?? 'none yet',
        styled(source === undefined ? '' : `  ${sourceWords[source] ?? source}`, faint),
      ),
    ]),
    ...facts(
      'container',
      service.containers.map(({ id, name, status, restarts, exitCode }) => {
        const ended = exitCode === undefined || status === 'running' ? '' : ` with ${exitCode}`;
        return line(name, styled(`  ${status}${ended} · ${restarts} restarts · ${id.slice(0, 12)}`, faint));
      }),
    ),
  ];
}

function probeLines({ probe, health, cause }: ServiceView, now: number, width: number): readonly Line[] {
  if (probe === undefined)
    return health === 'none' ? [styled('no health check', faint)] : [styled('not run yet', faint)];
  const failing = probe.exitCode !== 0;
  const output = probe.output
    .trim()
    .split('\n')
    .filter((text) => text !== '');
  return [
    line(
      styled(failing ? `✗ exit ${probe.exitCode}` : '● passes', { colour: failing ? 'red' : 'green' }),
      styled(` · ${agoWords(probe.at, now)}`, faint),
      styled(failing || output.length === 0 ? '' : ` · ${output[0]}`, faint),
    ),
    ...(failing ? unsaid(output, [cause]).slice(-3) : []).flatMap((text) =>
      wrapLine(styled(text, {}), width, 2),
    ),
  ];
}
