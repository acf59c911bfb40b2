import { mkdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { lastLines, type RunCommand } from '../engine/commands.js';
import { SimError } from '../errors.js';

/** The Debian release of every recipe that names none. */
export const suite = 'trixie';

/**
 * What turns a bare Debian into a small base for images: no documentation, no translations, and no service that starts
 * because its package was installed. Its text is part of the base's name.
 */
export const trimScript = `set -eu
cd "$1"
rm -rf usr/share/doc/* usr/share/man/* usr/share/locale/* usr/share/info/* usr/share/lintian/* usr/share/bug/*
cat > etc/dpkg/dpkg.cfg.d/slim <<'END'
force-unsafe-io
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/man/*
path-exclude=/usr/share/info/*
path-exclude=/usr/share/lintian/*
END
cat > etc/apt/apt.conf.d/slim <<'END'
APT::Install-Recommends "false";
Acquire::Languages "none";
DPkg::Use-Pty "false";
END
printf '#!/bin/sh\\nexit 101\\n' > usr/sbin/policy-rc.d
chmod 755 usr/sbin/policy-rc.d
`;

/** What the bootstrap runs with. */
export interface BootstrapContext {
  /** The program `mmdebstrap` and the environment that it needs. */
  readonly tool: { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** The Debian release. */
  readonly suite: string;
  readonly architecture: string;
  /** APT sources of the suite on the machine's own mirror; none: the tool's own choice. */
  readonly sources: readonly string[];
  /** Lines of APT's configuration that hold while it is made and stay in it. */
  readonly settings: readonly string[];
  readonly run: RunCommand;
  readonly signal: AbortSignal;
}

/** Makes the root file system of a bare Debian as a tar file at `target`, which appears only when it is whole. */
export async function bootstrapDebian(
  target: string,
  { tool, suite, architecture, sources, settings, run, signal }: BootstrapContext,
): Promise<void> {
  const folder = `${target}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  try {
    const tar = join(folder, 'root.tar');
    const result = await run(
      [
        ...tool.command,
        ...['--variant=apt', `--architectures=${architecture}`],
        ...['--aptopt=Acquire::Languages "none"', '--dpkgopt=force-unsafe-io'],
        ...settings.map((line) => `--aptopt=${line}`),
        // As text: for whoever is not root it runs as another user, who may read no file of theirs.
        `--customize-hook=${trimScript}`,
        ...[suite, tar, ...sources],
      ],
      { signal, env: { ...tool.env, TMPDIR: await workFolder(folder) } },
    );
    if (result.exitCode !== 0) {
      throw new SimError('image-unavailable', 'The Debian base for local images could not be made.', {
        detail: lastLines(result.stderr),
        hint: result.stderr.includes('unable to pick chroot mode')
          ? 'Whoever is not root needs for it the package uidmap (sudo apt-get install uidmap), a line of their own in /etc/subuid and in /etc/subgid, and a kernel that lets users have namespaces.'
          : 'Check that the Debian mirror can be reached (apt-get update), then try again.',
      });
    }
    await rename(tar, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

// Thousands of small files that live for seconds: in memory they cost a third of the time.
async function workFolder(otherwise: string): Promise<string> {
  const memory = await statfs('/dev/shm').catch(() => undefined);
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const options = /^\S+ \/dev\/shm \S+ (\S+)/m.exec(mounts)?.[1]?.split(',') ?? ['noexec'];
  const fits = memory !== undefined && memory.bavail * memory.bsize > 1.5e9;
  if (fits && !options.includes('noexec')) return '/dev/shm';
  // Whoever is not root works as another user there, who can't get through a folder of theirs.
  return process.getuid?.() === 0 ? otherwise : '/var/tmp';
}
