import { shortInstanceName } from '../instances/instance-name.js';
import type { EffectKind, EffectOf, RunningEffect } from './effect.js';
import type { EffectInFlight, Snapshot } from './snapshot.js';

type RunningKind = Exclude<EffectKind, 'cancel'>;

interface InFlightOf<K extends RunningKind> extends EffectInFlight {
  readonly effect: EffectOf<K>;
}

/** The effects of one kind that are under way. */
export function inFlightOf<K extends RunningKind>(
  { inFlight }: Pick<Snapshot, 'inFlight'>,
  kind: K,
): readonly InFlightOf<K>[] {
  return Object.values(inFlight).filter((one): one is InFlightOf<K> => one.effect.kind === kind);
}

type InstanceKind = 'start-container' | 'stop-container' | 'restart-container' | 'gather-evidence' | 'swap';

/** The effect of one kind that is under way for one container of a service, or for all of them. */
export function inFlightForInstance(
  snapshot: Pick<Snapshot, 'inFlight'>,
  kind: InstanceKind,
  { service, index }: { readonly service: string; readonly index: number },
): InFlightOf<InstanceKind> | undefined {
  return inFlightOf<InstanceKind>(snapshot, kind).find(
    ({ effect }) => effect.service === service && (effect.index === undefined || effect.index === index),
  );
}

/** The effect of one kind that is under way for a service. */
export function inFlightFor<K extends RunningKind>(
  snapshot: Pick<Snapshot, 'inFlight'>,
  kind: K,
  service: string,
): InFlightOf<K> | undefined {
  return inFlightOf(snapshot, kind).find(({ effect }) => concerns(effect, service));
}

/** Whether any effect is under way that is about this service alone. */
export function isBusy({ inFlight }: Pick<Snapshot, 'inFlight'>, service: string): boolean {
  return Object.values(inFlight).some(({ effect }) => 'service' in effect && effect.service === service);
}

/** Whether an effect is about a service, alone or among others. */
export function concerns(effect: RunningEffect, service: string): boolean {
  if ('service' in effect) return effect.service === service;
  return 'services' in effect && effect.services.includes(service);
}

/** What an effect does, for people: 'starting catalog'. */
export function effectWords(effect: RunningEffect): string {
  switch (effect.kind) {
    case 'find-image':
      return `looking for the image of ${effect.service}`;
    case 'create-container':
      return `creating ${effect.service}`;
    case 'start-container':
      return `starting ${shortInstanceName(effect.service, effect.index)}`;
    case 'stop-container':
      return `stopping ${shortInstanceName(effect.service, effect.index)}`;
    case 'restart-container':
      return `restarting ${shortInstanceName(effect.service, effect.index)}`;
    case 'gather-evidence':
      return `reading the last lines of ${shortInstanceName(effect.service, effect.index)}`;
    case 'list-packages':
      return `listing the packages of ${effect.services.join(', ')}`;
    case 'build':
      return `building ${effect.service}`;
    case 'swap':
      return `handing ${shortInstanceName(effect.service, effect.index)} over to build ${effect.build}`;
    case 'check':
      return `checking build ${effect.build} of ${effect.service}`;
    case 'compose-watch':
      return `following edits of ${effect.services.join(', ')}`;
    case 'remove-environment':
      return 'removing containers and networks';
    default:
      return effect satisfies never;
  }
}
