import type Docker from 'dockerode';
import { isGone } from './errors.js';

/** What the engine says a container is doing; `undefined` where it has none of that name. */
export async function containerState(
  container: Docker.Container,
): Promise<Docker.ContainerInspectInfo['State'] | undefined> {
  try {
    return (await container.inspect()).State;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
