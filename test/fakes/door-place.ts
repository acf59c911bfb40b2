import type { DoorPlace } from '../../src/controller/door.js';

/** A socket in a folder that is there already and stays. */
export function doorPlace(socket: string): DoorPlace {
  return { socket, prepare: () => Promise.resolve(), clear: () => Promise.resolve() };
}
