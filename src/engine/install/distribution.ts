import { readFileSync } from 'node:fs';

/** A Linux distribution whose packages Sim can install an engine from. */
export interface Distribution {
  readonly id: 'debian' | 'ubuntu';
  readonly codename: string;
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly name: string;
  /** The suite that the engine's packages come from: the distribution's own where they are new enough. */
  readonly engineSuite: string;
  /** The packages of engine, client and plugins. */
  readonly enginePackages: readonly string[];
}

/** Debian's first suite with Engine 25 (API 1.44), Compose 2.26 and buildx: 26.1, 2.26 and 0.13. */
const firstFittingSuite = 'trixie';
const tooOldSuites = ['bullseye', 'bookworm'];
/** Ubuntu updates these three in every release that it still supports. */
const tooOldUbuntu = 22.04;

/** The machine's distribution if Sim can install an engine on it; `undefined` for any other. */
export function fittingDistribution(osRelease = readOsRelease()): Distribution | undefined {
  const value = (key: string) => new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(osRelease)?.[1] ?? '';
  const codename = value('VERSION_CODENAME');
  const name = value('PRETTY_NAME');
  if (codename === '') return undefined;
  if (value('ID') === 'debian') {
    return {
      id: 'debian',
      codename,
      name,
      engineSuite: tooOldSuites.includes(codename) ? firstFittingSuite : codename,
      enginePackages: ['docker.io', 'docker-cli', 'containerd', 'docker-compose', 'docker-buildx'],
    };
  }
  if (value('ID') === 'ubuntu' && Number(value('VERSION_ID')) >= tooOldUbuntu) {
    return {
      id: 'ubuntu',
      codename,
      name,
      engineSuite: codename,
      enginePackages: ['docker.io', 'containerd', 'docker-compose-v2', 'docker-buildx'],
    };
  }
  return undefined;
}

function readOsRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
