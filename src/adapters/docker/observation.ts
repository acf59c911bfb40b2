import type Docker from 'dockerode';
import { containerWords, healthWords } from '../../contract/known-words.js';
import { movedPortsLabel } from '../../environment/environment.js';
import { movedFrom } from '../../environment/moved-ports.js';
import type { ContainerObservation, ObservedPort, Probe } from '../../state/instances/container.js';
import { plainText } from './plain-text.js';

const longestProbe = 2000;

/** The label in which Compose keeps a container's service. */
export const composeServiceLabel = 'com.docker.compose.service';

/** The label in which Compose numbers the containers of a service, from 1. */
const composeNumberLabel = 'com.docker.compose.container-number';
/** The label of containers of `docker compose run`: they run a command beside the service, and all have the number 1. */
const composeOneOffLabel = 'com.docker.compose.oneoff';

type Labels = Readonly<Record<string, string>>;

/** The service and the number of a container, by Compose's labels; `undefined` where it belongs to no service. */
export function ownerOf(labels: Labels): { readonly service: string; readonly index: number } | undefined {
  const service = labels[composeServiceLabel];
  if (service === undefined || labels[composeOneOffLabel] === 'True') return undefined;
  return { service, index: indexOf(labels[composeNumberLabel]) };
}

/** Anybody may label a container: what is no number that Compose gives counts as none. */
function indexOf(label: string | undefined): number {
  return label !== undefined && /^[1-9]\d{0,8}$/.test(label) ? Number(label) : 1;
}

/** The observation that an inspect of the engine gives. `mask` hides secrets in its texts. */
export function observationOf(
  look: number,
  info: Docker.ContainerInspectInfo,
  mask: (text: string) => string,
): ContainerObservation {
  const { State: state } = info;
  const error = state.Error;
  return {
    look,
    id: info.Id,
    ...(ownerOf(info.Config.Labels) ?? { service: '', index: 1 }),
    name: info.Name.replace(/^\//, ''),
    image: info.Config.Image,
    imageId: info.Image,
    status: containerWords.find((status) => status === state.Status) ?? 'dead',
    health: healthWords.find((health) => health === state.Health?.Status) ?? 'none',
    exitCode: state.Status === 'exited' || state.Status === 'restarting' ? state.ExitCode : undefined,
    oomKilled: state.OOMKilled,
    error: error === '' ? undefined : mask(plainText(error)),
    restarts: info.RestartCount,
    createdAt: timeOf(info.Created) ?? 0,
    startedAt: timeOf(state.StartedAt),
    finishedAt: timeOf(state.FinishedAt),
    probe: probeOf(state.Health?.Log, mask),
    networks: networksOf(info),
    networkFrom: /^container:(.+)$/.exec(info.HostConfig.NetworkMode ?? '')?.[1],
    addresses: addressesOf(info),
    ports: portsOf(info),
  };
}

/** The engine writes year 1 for 'never'. */
function timeOf(text: string | undefined): number | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return ms > 0 ? ms : undefined;
}

function probeOf(
  log: readonly { End: string; ExitCode: number; Output: string }[] | undefined,
  mask: (text: string) => string,
): Probe | undefined {
  const last = log?.at(-1);
  if (last === undefined) return undefined;
  return {
    at: timeOf(last.End) ?? 0,
    exitCode: last.ExitCode,
    output: mask(plainText(last.Output)).slice(-longestProbe),
  };
}

/** The networks of a container; `undefined` where it has none of its own (`none`, the machine's, another container's). */
function networksOf({
  HostConfig,
  NetworkSettings,
}: Docker.ContainerInspectInfo): readonly string[] | undefined {
  const mode = HostConfig.NetworkMode ?? '';
  return /^(none|host|container:.*)$/.test(mode) ? undefined : Object.keys(NetworkSettings.Networks ?? {});
}

function addressesOf(info: Docker.ContainerInspectInfo): Record<string, string> {
  return Object.fromEntries(
    Object.entries(info.NetworkSettings.Networks)
      .map(([network, settings]) => [network, settings.IPAddress] as const)
      .filter(([, address]) => address !== ''),
  );
}

function portsOf(info: Docker.ContainerInspectInfo): ContainerObservation['ports'] {
  const moved = info.Config.Labels[movedPortsLabel];
  return Object.entries(info.NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) => {
    // As in `53/udp`.
    const [target, protocol] = key.split('/');
    // The engine reports null for a port that is exposed and not published.
    return (bindings ?? []).map((binding) => {
      const port: ObservedPort = {
        hostIp: binding.HostIp,
        published: Number(binding.HostPort),
        target: Number(target),
        protocol: protocol === 'udp' || protocol === 'sctp' ? protocol : 'tcp',
      };
      return { ...port, movedFrom: movedFrom(moved, port) };
    });
  });
}
