import type { ServiceView } from '../../../contract/views.js';
import { line, styled } from '../line/line.js';
import { faint, type Line } from '../line/span.js';
import { wrap } from '../line/wrap.js';
import { wrapLine } from '../line/wrap-line.js';
import type { Picture } from '../picture.js';
import { stateWords } from '../words/replica-words.js';
import { unsaid } from '../words/said.js';
import { stateLook } from '../words/state-look.js';
import { agoWords, msOf, sinceWords } from '../words/time-words.js';
import { instanceFacts } from './detail-instances.js';
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
  const since = sinceWords(service, now);
  const background = service.background ? ' · in the background' : '';
  const source = service.image.source;
  return [
    ...facts('state', [
      line(
        styled(`${symbol} ${stateWords(service)}`, style),
        styled(`${since === undefined ? '' : ` · ${since}`}${background}`, faint),
      ),
    ]),
    ...facts(
      'why',
      service.cause === null ? [] : wrap(service.cause, factWidth(width)).map((text) => styled(text, {})),
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
      service.configuration === null
        ? []
        : [
            line(
              `${service.configuration.file} changed`,
              styled(` · ${agoWords(msOf(service.configuration.changedAt), now)}`, faint),
            ),
            ...(service.configuration.refused === null
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
        styled(source === null ? '' : `  ${sourceWords[source] ?? source}`, faint),
      ),
    ]),
    ...instanceFacts(service, now, width),
  ];
}

function probeLines({ probe, health, cause }: ServiceView, now: number, width: number): readonly Line[] {
  if (probe === null)
    return health === 'none' ? [styled('no health check', faint)] : [styled('not run yet', faint)];
  const failing = probe.exitCode !== 0;
  const output = probe.output
    .trim()
    .split('\n')
    .filter((text) => text !== '');
  return [
    line(
      styled(failing ? `✗ exit ${probe.exitCode}` : '● passes', { colour: failing ? 'red' : 'green' }),
      styled(` · ${agoWords(msOf(probe.at), now)}`, faint),
      styled(failing || output.length === 0 ? '' : ` · ${output[0]}`, faint),
    ),
    ...(failing ? unsaid(output, [cause]).slice(-3) : []).flatMap((text) =>
      wrapLine(styled(text, {}), width, 2),
    ),
  ];
}
