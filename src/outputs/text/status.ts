import type { SecretsByService } from '../../environment/secrets.js';
import type { Snapshot } from '../../state/core/snapshot.js';
import type { Probe } from '../../state/instances/container.js';
import { criticalPath } from '../../state/services/critical-path.js';
import type { CodeView, ServiceView } from '../../state/services/service-view.js';
import { viewEnvironment, viewServices } from '../../state/services/view.js';
import { blindWords } from '../../state/traffic/agent.js';
import { failedWord, liveWord } from '../../words/code.js';
import { standInWords } from '../../words/stand-ins.js';
import { formatMs } from '../../words/time.js';
import type { Paint } from './paint.js';
import { table } from './table.js';

/** What `status --json` prints: schema 1, documented in the README. Each service has `secrets` only where they were asked for. */
export function statusJson(snapshot: Snapshot, secrets?: SecretsByService) {
  const environment = viewEnvironment(snapshot);
  return {
    schema: 1,
    environment: environment.name,
    ready: environment.ready,
    readyInMs: environment.readyInMs ?? null,
    criticalPath: criticalPath(snapshot).map(({ service, ...step }) => ({
      service: service ?? null,
      ...step,
    })),
    engine: snapshot.engine.state,
    agent: snapshot.traffic.agent.state,
    agentDetail: snapshot.traffic.agent.detail ?? null,
    services: viewServices(snapshot)
      .filter((view) => !view.internal)
      .map((view) => ({
        name: view.name,
        stack: view.stack,
        kind: view.kind,
        state: view.state,
        health: view.health,
        ready: view.ready,
        background: view.background,
        cause: view.cause ?? null,
        since: view.since === undefined ? null : new Date(view.since).toISOString(),
        image: {
          reference: view.image.reference ?? null,
          source: view.image.source ?? null,
          digest: view.image.digest ?? null,
          standIns: view.image.standIns.map((one) => ({
            for: one.for,
            by: one.by,
            image: one.image ?? null,
          })),
        },
        urls: view.urls,
        code: view.code === undefined ? null : codeJson(view.code),
        configuration:
          view.configuration === undefined
            ? null
            : {
                file: view.configuration.file,
                changedAt: new Date(view.configuration.at).toISOString(),
                refused: view.configuration.refused ?? null,
              },
        containers: view.containers.map((container) => ({
          id: container.id,
          name: container.name,
          status: container.status,
          startedAt: container.startedAt === undefined ? null : new Date(container.startedAt).toISOString(),
          restarts: container.restarts,
          exitCode: container.exitCode ?? null,
        })),
        probe: view.probe === undefined ? null : probeJson(view.probe),
        evidence: view.evidence,
        remarks: view.remarks,
        ends: view.ends === undefined ? null : { ...view.ends, lastCode: view.ends.lastCode ?? null },
        ...(secrets === undefined ? {} : { secrets: secrets[view.name] ?? [] }),
      })),
  };
}

/** What the health check said last. */
function probeJson({ at, exitCode, output }: Probe) {
  return { at: new Date(at).toISOString(), exitCode, output };
}

function codeJson(code: CodeView) {
  return {
    state: code.state,
    live: code.live ?? null,
    latest: code.latest?.number ?? null,
    errors: code.errors.map(({ file, line, column, message }) => ({
      file: file ?? null,
      line: line ?? null,
      column: column ?? null,
      message,
    })),
  };
}

/** What `status` prints for people. */
export function statusText(snapshot: Snapshot, paint: Paint): string {
  const environment = viewEnvironment(snapshot);
  const rows = viewServices(snapshot)
    .filter((view) => !view.internal)
    .map((view) => [view.name, view.stack, paint.word(view.state), codeWords(view), placeWords(view)]);
  const { engine } = snapshot;
  if (engine.state === 'lost') {
    const why = engine.detail === undefined ? '' : ` (${engine.detail})`;
    return `${environment.name}: ${paint.bad(`the engine does not answer${why}`)}\n\n${tableOf(rows, paint)}`;
  }
  const verdict = environment.ready
    ? paint.good(
        `ready${environment.readyInMs === undefined ? '' : ` (took ${formatMs(environment.readyInMs)})`}`,
      )
    : paint.warn(`${environment.readyCount} of ${environment.awaitedCount} ready`);
  const blind = blindWords(snapshot);
  const remark = blind === undefined ? '' : `\n${paint.warn(blind)}`;
  return `${environment.name}: ${verdict}${remark}\n\n${tableOf(rows, paint)}${standInLine(snapshot, paint)}${remarkLines(snapshot, paint)}`;
}

/** What is to be known of services beside their state, a line each. */
function remarkLines(snapshot: Snapshot, paint: Paint): string {
  const lines = viewServices(snapshot).flatMap(({ name, remarks }) =>
    remarks.map((text) => `${name}: ${text}`),
  );
  return lines.length === 0 ? '' : `\n\n${paint.dim(lines.join('\n'))}`;
}

/** What stands in for what, each once, in one line; empty where nothing does. */
function standInLine(snapshot: Snapshot, paint: Paint): string {
  const standIns = viewServices(snapshot).flatMap(({ image }) => image.standIns);
  const each = [...new Map(standIns.map((one) => [one.for, one])).values()];
  return each.length === 0 ? '' : `\n\n${paint.dim(standInWords(each))}`;
}

/** Where it answers, and what is to be known of it all the same; of what does not answer only why. */
function placeWords({ ready, cause, urls }: ServiceView): string {
  const addresses = urls.map(({ url }) => url).join(' ');
  if (cause === undefined) return addresses;
  return ready && addresses !== '' ? `${addresses} · ${cause}` : cause;
}

function tableOf(rows: readonly (readonly string[])[], paint: Paint): string {
  return table(['SERVICE', 'STACK', 'STATE', 'CODE', 'CAUSE OR ADDRESS'], rows, paint);
}

function codeWords(view: ServiceView): string {
  const { code } = view;
  if (code === undefined) return '';
  switch (code.state) {
    case 'none':
      return code.failed === undefined
        ? 'none yet'
        : `build ${code.latest?.number ?? '?'} ${failedWord(code)}`;
    case 'building':
      return `build ${code.live}, newer on its way`;
    case 'live':
      return `build ${code.live}`;
    case 'stale':
      return `STALE: build ${code.live ?? 'none'} ${liveWord(view)}, build ${code.latest?.number ?? '?'} ${failedWord(code)}`;
    case 'pinned':
      return `pinned to build ${code.live}`;
    default:
      return code.state satisfies never;
  }
}
