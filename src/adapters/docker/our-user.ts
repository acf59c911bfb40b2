import type Docker from 'dockerode';

/**
 * The user (`uid:gid`) as which a container writes files that belong to this user. In a rootless engine that is the container's root, and this
 * user's own id would be somebody else.
 */
export async function ourUser(docker: Docker): Promise<string> {
  // The engine's own answer; dockerode leaves its type open.
  const { SecurityOptions = [] } = (await docker.info()) as { SecurityOptions?: readonly string[] };
  if (SecurityOptions.some((option) => option.includes('rootless'))) return '0:0';
  return `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`;
}
