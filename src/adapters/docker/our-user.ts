import type Docker from 'dockerode';

/**
 * The user as whom a container writes files that belong to us. In a rootless engine its root is us, and our number somebody
 * else.
 */
export async function ourUser(docker: Docker): Promise<string> {
  // The engine's own answer; dockerode leaves its type open.
  const { SecurityOptions = [] } = (await docker.info()) as { SecurityOptions?: readonly string[] };
  if (SecurityOptions.some((option) => option.includes('rootless'))) return '0:0';
  return `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
}
