import type { EffectOf } from '../../src/state/core/effect.js';

/** Effects as the plan asks for them, with everything that a test does not care about. */
export function findImageOf(service: string): EffectOf<'find-image'> {
  return { kind: 'find-image', key: `find-image:${service}`, cause: 'x', service, asked: 0 };
}

export function createOf(service: string): EffectOf<'create-container'> {
  return {
    kind: 'create-container',
    key: `create:${service}`,
    cause: 'its image is there',
    service,
    anew: false,
  };
}

export function startOf(service: string, cause = 'x'): EffectOf<'start-container'> {
  return { kind: 'start-container', key: `start:${service}`, cause, service, index: 1 };
}

export function buildOf(service: string, build = 1): EffectOf<'build'> {
  const rest = {
    files: [],
    directory: undefined,
    builtBy: undefined,
    requestedAt: 1,
    sameAs: undefined,
    forced: false,
  };
  return { kind: 'build', key: `build:${service}`, cause: 'x', service, build, ...rest };
}

export function swapOf(service: string, build = 1): EffectOf<'swap'> {
  return { kind: 'swap', key: `swap:${service}`, cause: 'x', service, index: 1, build, pinned: false };
}

export function checkOf(service: string, build = 1): EffectOf<'check'> {
  return { kind: 'check', key: `check:${service}`, cause: 'x', service, build, checks: ['vet', 'test'] };
}
