import type { EngineTrouble } from './engine.js';

/** What the advice depends on. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly isRoot: boolean;
  /** Sim can install an engine here (Debian, Ubuntu). */
  readonly canInstall: boolean;
  readonly hasSystemd: boolean;
}

/** What to do next about an engine that is missing: for this operating system, as commands to type. */
export function engineAdvice(trouble: EngineTrouble, machine: Machine): string {
  switch (trouble) {
    case 'no-permission':
      return "Join the group docker: sudo usermod -aG docker $USER, log in again (or run 'newgrp docker'), then try again. Where there is no such group: sudo groupadd docker before, and start the engine again after.";
    case 'unsupported':
      return 'Start Docker Engine 25 or newer and point DOCKER_HOST (or docker context use) at it.';
    case 'too-old':
      return `Update Docker Engine to 25 or newer${machine.platform === 'darwin' ? ' (Docker Desktop: Check for updates)' : ''}.`;
    case 'not-where-named':
    case 'misnamed':
      return 'Correct DOCKER_HOST or the Docker context, or unset it to let Sim look in the usual places.';
    case 'no-compose':
      return 'Install the Compose plugin 2.26 or newer (package docker-compose-plugin or docker-compose-v2).';
    case 'not-running':
      return startAdvice(machine);
    default:
      return trouble satisfies never;
  }
}

function startAdvice(machine: Machine): string {
  if (machine.platform === 'darwin') {
    return 'Start Docker Desktop (open -a Docker), OrbStack or Colima (colima start), or install one of them, then try again.';
  }
  if (machine.platform !== 'linux') return 'Run Sim inside WSL 2 with Docker Engine or Docker Desktop.';
  if (machine.canInstall && !machine.isRoot)
    return 'Let Sim install one: bin/sim doctor --fix asks for sudo.';
  if (machine.canInstall) return 'Let Sim install one: bin/sim up --yes';
  const start = machine.hasSystemd ? 'sudo systemctl start docker' : 'start dockerd as root';
  return `Install Docker Engine 25 or newer with the Compose plugin by your distribution's packages, then ${start}.`;
}
