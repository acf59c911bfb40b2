import type { ServiceView } from '../../../contract/views.js';
import type { Picture } from '../picture.js';

/** Whether the newest source of a service does not run because its build failed. */
export function buildIsBroken({ code }: ServiceView): boolean {
  return code !== null && (code.state === 'stale' || (code.failed === 'build' && code.state !== 'live'));
}

/** Services that need a look, broken builds first, then causes before what they cause. With the engine lost nothing is known, so none is named. */
export function troubled(picture: Picture): readonly ServiceView[] {
  const { engine, goal } = picture.environment;
  if (engine.state === 'lost' || goal === 'down') return [];
  const services = [...picture.services.values()];
  // What others only suffer from comes before them, as in the list of what is waited for.
  const order = picture.environment.waitingFor.map(({ service }) => service);
  const failing = services.filter((service) => !buildIsBroken(service) && isFailing(service));
  return [
    ...services.filter((service) => buildIsBroken(service)),
    ...failing.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name)),
  ];
}

const failing: readonly string[] = ['failed', 'unhealthy', 'unavailable', 'restarting', 'paused', 'detached'];

/** Fewer ready than wanted is no trouble while the others are only on their way. */
function isFailing({ state, instances }: ServiceView): boolean {
  if (state === 'degraded') return instances.some((instance) => failing.includes(instance.state));
  return failing.includes(state);
}

/** The trouble that is shown in full: that of the selected service, or else the worst. */
export function shownTrouble(picture: Picture, selected: string | undefined): ServiceView | undefined {
  const all = troubled(picture);
  return all.find(({ name }) => name === selected) ?? all[0];
}
