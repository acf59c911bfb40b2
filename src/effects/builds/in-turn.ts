import type { BuildDelivery, OfferedBuild } from '../../runtime/build-delivery.js';
import type { Snapshot } from '../../state/core/snapshot.js';

/** A delivery that has several containers of a service take a build over one after the other, unless no two builds may run at once. */
export function inTurn(delivery: BuildDelivery, current: () => Snapshot): BuildDelivery {
  const marked = (service: string, offered: OfferedBuild): OfferedBuild => {
    const { services, environment } = current();
    const restarts = environment?.services[service]?.go?.handoff === 'restart';
    return { ...offered, inTurn: !restarts && (services[service]?.scale ?? 1) > 1 };
  };
  return {
    offeredBuild: (service) => delivery.offeredBuild(service),
    offerBuild: (service, offered) =>
      delivery.offerBuild(service, offered === undefined ? undefined : marked(service, offered)),
    deliverBuild: (instance, offered) => delivery.deliverBuild(instance, marked(instance.service, offered)),
  };
}
