import type Docker from 'dockerode';
import { isGone } from './errors.js';

/** What the engine knows of a container; `undefined` where it has none of that name. */
export async function inspected(
  container: Docker.Container,
): Promise<Docker.ContainerInspectInfo | undefined> {
  try {
    return await container.inspect();
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
