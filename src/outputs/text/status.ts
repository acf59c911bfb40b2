import type { Secrets } from '../../contract/controller.js';
import type { CodeView, ServiceView, StatusView, Views } from '../../contract/views.js';
import { failedWord, liveWord } from '../../words/code.js';
import { standInWords } from '../../words/stand-ins.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';
import { table } from './table.js';

/** What `status --json` prints: the view, and the secrets of each service only where they were asked for. */
export function statusJson(status: StatusView, secrets?: Secrets): StatusView {
  if (secrets === undefined) return status;
  const services = status.services.map((service) => ({ ...service, secrets: secrets[service.name] ?? [] }));
  return { ...status, services };
}

/** What `status` prints for people. */
export function statusText(
  { environment, status }: Pick<Views, 'environment' | 'status'>,
  paint: Paint,
): string {
  const rows = status.services.map((service) => [
    service.name,
    service.stack,
    stateWords(service, paint),
    codeWords(service),
    placeWords(service),
  ]);
  const { engine, agent } = environment;
  if (engine.state === 'lost') {
    const why = engine.detail === null ? '' : ` (${engine.detail})`;
    return `${environment.name}: ${paint.bad(`the engine does not answer${why}`)}\n\n${tableOf(rows, paint)}`;
  }
  const verdict = environment.ready
    ? paint.good(`ready${environment.readyInMs === null ? '' : ` (took ${formatMs(environment.readyInMs)})`}`)
    : paint.warn(`${environment.readyCount} of ${environment.awaitedCount} ready`);
  const remark = agent.blind === null ? '' : `\n${paint.warn(agent.blind)}`;
  return `${environment.name}: ${verdict}${remark}\n\n${tableOf(rows, paint)}${standInLine(status, paint)}${remarkLines(status, paint)}`;
}

/** With how many of its instances are ready, where another number than one is wanted. */
function stateWords({ state, replicas: { wanted, ready } }: ServiceView, paint: Paint): string {
  return wanted === 1 || wanted === 0 ? paint.word(state) : `${paint.word(state)} ${ready}/${wanted}`;
}

/** What is to be known of services beside their state, a line each. */
function remarkLines({ services, parts }: StatusView, paint: Paint): string {
  const lines = [...services, ...parts].flatMap(({ name, remarks }) =>
    remarks.map((text) => `${name}: ${text}`),
  );
  return lines.length === 0 ? '' : `\n\n${paint.dim(lines.join('\n'))}`;
}

/** What stands in for what, each once, in one line; empty where nothing does. */
function standInLine({ services, parts }: StatusView, paint: Paint): string {
  const standIns = [...services, ...parts].flatMap(({ image }) => image.standIns);
  const each = [...new Map(standIns.map((one) => [one.for, one])).values()];
  return each.length === 0 ? '' : `\n\n${paint.dim(standInWords(each))}`;
}

/** Where it answers, and what is to be known of it all the same; of what does not answer only why. */
function placeWords({ state, ready, cause, urls }: ServiceView): string {
  const addresses = urls.map(({ url }) => url).join(' ');
  if (cause === null) return addresses;
  return (ready || state === 'degraded') && addresses !== '' ? `${addresses} · ${cause}` : cause;
}

function tableOf(rows: readonly (readonly string[])[], paint: Paint): string {
  return table(['SERVICE', 'STACK', 'STATE', 'CODE', 'CAUSE OR ADDRESS'], rows, paint);
}

function codeWords(service: ServiceView): string {
  return service.code === null ? '' : wordsOf(service.code, service);
}

function wordsOf(code: CodeView, service: ServiceView): string {
  const { state, live, latest, failed } = code;
  switch (state) {
    case 'none':
      return failed === null ? 'none yet' : `build ${latest ?? '?'} ${failedWord(code)}`;
    case 'building':
      return `build ${live}, newer on its way`;
    case 'live':
      return `build ${live}`;
    case 'stale':
      return `STALE: build ${live ?? 'none'} ${liveWord(service)}, build ${latest ?? '?'} ${failedWord(code)}`;
    case 'pinned':
      return `pinned to build ${live}`;
    default:
      // Said by a newer controller.
      return live === null ? state : `build ${live}, ${state}`;
  }
}
