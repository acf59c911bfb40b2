import type {
  InstanceView as InstanceDocument,
  ServiceView as ServiceDocument,
} from '../../contract/views.js';
import type { ServiceDefinition } from '../../environment/environment.js';
import { codeDocument } from '../builds/documents.js';
import { momentOf } from '../core/moment.js';
import type { Snapshot } from '../core/snapshot.js';
import { failedForGood } from './outcome.js';
import type { InstanceView, ServiceView } from './service-view.js';
import { whyNotReady } from './why-not-ready.js';

/** A service, as the contract shows it. */
export function serviceDocument(
  snapshot: Snapshot,
  view: ServiceView,
  definition: ServiceDefinition,
): ServiceDocument {
  const image = snapshot.images[view.name];
  return {
    name: view.name,
    stack: view.stack,
    kind: view.kind,
    state: view.state,
    health: view.health,
    ready: view.ready,
    background: view.background,
    cause: view.cause ?? null,
    since: momentOf(view.since),
    image: {
      reference: view.image.reference ?? null,
      source: view.image.source ?? null,
      digest: view.image.digest ?? null,
      standIns: view.image.standIns.map((one) => ({ for: one.for, by: one.by, image: one.image ?? null })),
      state: image?.state ?? null,
      progress: image?.state === 'fetching' ? (image.detail ?? null) : null,
      refused: view.image.refused ?? null,
    },
    urls: view.urls,
    code: view.code === undefined ? null : codeDocument(view.code),
    configuration: configurationDocument(view),
    containers: view.containers.map((container) => ({
      id: container.id,
      name: container.name,
      status: container.status,
      startedAt: momentOf(container.startedAt),
      restarts: container.restarts,
      exitCode: container.exitCode ?? null,
    })),
    probe: probeDocument(view),
    evidence: view.evidence,
    remarks: view.remarks,
    ends: view.ends === undefined ? null : { ...view.ends, lastCode: view.ends.lastCode ?? null },
    replicas: view.replicas,
    instances: view.instances.map(instanceDocument),
    published: definition.ports.length + definition.open.length > 0,
    dependsOn: definition.dependsOn.map(({ service, condition, required }) => ({
      service,
      condition,
      required,
    })),
    lacks: whyNotReady(view) ?? null,
    failedForGood: failedForGood(snapshot, view),
  };
}

function configurationDocument({ configuration }: ServiceView): ServiceDocument['configuration'] {
  if (configuration === undefined) return null;
  const { file, at, refused } = configuration;
  return { file, changedAt: momentOf(at), refused: refused ?? null };
}

function probeDocument({ probe }: ServiceView): ServiceDocument['probe'] {
  if (probe === undefined) return null;
  return { at: momentOf(probe.at), exitCode: probe.exitCode, output: probe.output };
}

function instanceDocument({ cause, build, since, ...instance }: InstanceView): InstanceDocument {
  return { ...instance, cause: cause ?? null, build: build ?? null, since: momentOf(since) };
}
