import type Docker from 'dockerode';
import type { ContainerInspectInfo } from 'dockerode';

/** One entry of what the engine answers; 1 is 'added'. */
interface Change {
  readonly Path: string;
  readonly Kind: number;
}

const blockBytes = 512;
/** The files that projects bring are lines. */
const shownBytes = 2000;

/** Each path of a container that its image doesn't have or has otherwise; of added files the rights, the owner and the text. */
export async function changedFiles(
  docker: Docker,
  { Id }: Pick<ContainerInspectInfo, 'Id'>,
): Promise<Readonly<Record<string, string>>> {
  const container = docker.getContainer(Id);
  // Where nothing has changed dockerode hands on the bytes of the answer, which is null.
  const answer: unknown = await container.changes();
  // Typed as any by dockerode; the engine's own documentation says so.
  const changes = Array.isArray(answer) ? (answer as readonly Change[]) : [];
  const entries = await Promise.all(
    changes.map(
      async ({ Path, Kind }) => [Path, Kind === 1 ? await added(container, Path) : 'changed'] as const,
    ),
  );
  return Object.fromEntries(entries);
}

async function added(container: Docker.Container, path: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of await container.getArchive({ path })) {
    const buffer = Buffer.from(chunk);
    chunks.push(buffer);
    bytes += buffer.length;
    if (bytes > blockBytes + shownBytes) break;
  }
  return describeEntry(Buffer.concat(chunks));
}

/** The first entry of a tar: a file with its rights, owner and text, or what else it is. */
export function describeEntry(tar: Buffer): string {
  const field = (from: number, to: number) => tar.toString('latin1', from, to).replace(/\0.*$/s, '').trim();
  const [mode, user, group] = [field(100, 108), field(108, 116), field(116, 124)].map((text) =>
    Number.parseInt(text, 8),
  );
  const kind = field(156, 157);
  const owned = `${((mode ?? 0) & 0o7777).toString(8)} ${user}:${group}`;
  if (kind === '5') return `folder ${owned}`;
  if (kind !== '' && kind !== '0') return `type ${kind}`;
  const size = Number.parseInt(field(124, 136), 8);
  return `file ${owned} ${tar.toString('utf8', blockBytes, blockBytes + Math.min(size, shownBytes))}`;
}
