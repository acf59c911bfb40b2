import type {
  BuildsView,
  BuildView,
  CheckView,
  CodeView as CodeDocument,
  BuildError as ErrorDocument,
  ServiceBuildsView,
} from '../../contract/views.js';
import type { Check } from '../checks/checks.js';
import { momentOf } from '../core/moment.js';
import type { Snapshot } from '../core/snapshot.js';
import type { CodeView } from '../services/service-view.js';
import type { BuildError } from './build-error.js';
import type { Build, ServiceBuilds } from './builds.js';
import { viewCode } from './view.js';

/** The builds of every `go` service, as the contract shows them. */
export function buildsDocument({ environment, builds }: Snapshot): BuildsView {
  return {
    schema: 1,
    environment: environment?.name ?? '',
    services: Object.values(builds).map((one) => {
      const known = documents.get(one);
      if (known !== undefined) return known;
      const made = serviceBuildsDocument(one);
      documents.set(one, made);
      return made;
    }),
  };
}

// A cache of what a pure function gave for builds that still exist: it is no state.
const documents = new WeakMap<ServiceBuilds, ServiceBuildsView>();

function serviceBuildsDocument(one: ServiceBuilds): ServiceBuildsView {
  const { state, note } = viewCode(one);
  return {
    name: one.service,
    state,
    live: one.live ?? null,
    instances: one.instances.map(({ index, live }) => ({ index, live: live ?? null })),
    pinned: one.pinned ?? null,
    note: note ?? null,
    leftOut: one.leftOut ?? [],
    kept: one.kept,
    builds: one.history.map((build) => buildDocument(build, one.kept.includes(build.number))),
  };
}

function buildDocument(build: Build, kept: boolean): BuildView {
  return {
    number: build.number,
    outcome: build.outcome,
    cause: build.cause,
    files: build.files,
    requestedAt: momentOf(build.requestedAt),
    startedAt: momentOf(build.startedAt),
    finishedAt: momentOf(build.finishedAt),
    phasesMs: build.phasesMs,
    path: build.path ?? null,
    reason: build.reason ?? null,
    kept,
    errors: build.errors.map(errorDocument),
    checks: (build.checks ?? []).map(checkDocument),
  };
}

/** Which code of a service answers, as the contract shows it. */
export function codeDocument(code: CodeView): CodeDocument {
  const { building } = code;
  return {
    state: code.state,
    live: code.live ?? null,
    latest: code.latest?.number ?? null,
    errors: code.errors.map(errorDocument),
    liveSince: momentOf(code.liveSince),
    failed: code.failed ?? null,
    building:
      building === undefined
        ? null
        : {
            number: building.number,
            cause: building.cause,
            files: building.files,
            startedAt: momentOf(building.startedAt),
          },
    note: code.note ?? null,
    late: code.late ?? null,
    unheard: code.unheard ?? null,
    checks: code.checks.map(checkDocument),
  };
}

function errorDocument({ file, line, column, message, excerpt }: BuildError): ErrorDocument {
  return { file: file ?? null, line: line ?? null, column: column ?? null, message, excerpt };
}

function checkDocument({ kind, outcome, durationMs, errors }: Check): CheckView {
  return { kind, outcome, durationMs: durationMs ?? null, errors: errors.map(errorDocument) };
}
