import { flatten } from './flatten.ts';
import { ownLabels } from './labels.ts';
import type { ContainerSeen } from './seen.ts';

const composeLabel = 'com.docker.compose.';

/** The Compose service of a container; its name where it has none. */
export function serviceOf({ info }: ContainerSeen): string {
  return info.Config.Labels[`${composeLabel}service`] ?? info.Name;
}

/** The service and, of all but its first container, its number: `api`, `api#2`. */
export function instanceOf(container: ContainerSeen): string {
  const number = container.info.Config.Labels[`${composeLabel}container-number`] ?? '1';
  return number === '1' ? serviceOf(container) : `${serviceOf(container)}#${number}`;
}

/** What a container is at, once it does nothing new. */
export function stateOf({ info }: ContainerSeen): string {
  const { Status, ExitCode, Error: refusal, Health } = info.State;
  if (Status === 'created') return refusal === '' ? 'created' : 'could not be started';
  const isAlive = Status === 'running' || Status === 'restarting';
  if (isAlive && info.RestartCount > 0) return 'restarts again and again';
  if (Status === 'exited' && refusal !== '') return 'could not be started';
  if (Status === 'exited') return `exited ${ExitCode}${info.RestartCount > 0 ? ' for good' : ''}`;
  return Health === undefined || Health.Status === 'none' ? Status : `${Status} ${Health.Status}`;
}

/** How a container was made: all that the engine tells, less what is another one each time. */
export function containerFacts(
  { info, changes }: ContainerSeen,
  isUnnamed: (volume: string) => boolean = isHash,
): Record<string, string> {
  const { Labels, Env, Image, ...config } = info.Config;
  return {
    ...flatten({ Config: { ...config, Image: Image.replace(/^sha256:.*/, 'by id') } }),
    ...flatten({ Env: byName(Env ?? []) }),
    ...flatten({ Labels: { ...ownLabels(Labels), ...meaningOf(Labels) } }),
    ...flatten({ HostConfig: hostFacts(info, isUnnamed) }),
    ...flatten({ Mounts: mountFacts(info, isUnnamed) }),
    ...flatten({ Networks: networkFacts(info) }),
    ...flatten({ Published: publishedFacts(info) }),
    ...flatten({ Changed: changes }),
  };
}

/** Of Compose's own labels those that say how the service was understood. */
function meaningOf(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    ['service', 'container-number', 'oneoff'].flatMap((name) => {
      const value = labels[`${composeLabel}${name}`];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function byName(env: readonly string[]): Record<string, string> {
  // A blank value would be left out like one that isn't there.
  return Object.fromEntries(env.map((entry) => [entry.split('=', 1)[0] ?? '', JSON.stringify(entry)]));
}

/** Volumes without a name stand in `mountFacts` alone: the image asks for them, or the file, and the engine or Sim gives the name. */
function hostFacts({ HostConfig }: ContainerSeen['info'], isUnnamed: (volume: string) => boolean): unknown {
  const { Binds, Mounts, ...rest } = HostConfig;
  return {
    ...rest,
    Binds: (Binds ?? []).filter((bind) => !isUnnamed(bind.split(':', 1)[0] ?? '')).toSorted(),
    Mounts: (Mounts ?? [])
      .filter(
        ({ Type, Source }) =>
          Type !== 'volume' || !(Source === undefined || Source === '' || isUnnamed(Source)),
      )
      .toSorted((one, other) => (one.Target < other.Target ? -1 : 1)),
  };
}

function mountFacts(
  { Mounts }: ContainerSeen['info'],
  isUnnamed: (volume: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    Mounts.map(({ Type, Name = '', Source, Destination, RW, Mode }) => {
      const rights = RW ? 'rw' : 'ro';
      if (Type === 'volume' && isUnnamed(Name)) return [Destination, `volume unnamed ${rights}`];
      return [Destination, `${Type} ${Type === 'volume' ? Name : Source} ${rights} ${Mode}`];
    }),
  );
}

/** The name that the engine gives to a volume that has none. */
export function isHash(volume: string): boolean {
  return /^[0-9a-f]{64}$/.test(volume);
}

function networkFacts({ NetworkSettings }: ContainerSeen['info']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(NetworkSettings.Networks).map(([name, { Aliases, IPAMConfig, Links }]) => [
      name,
      {
        joined: true,
        Aliases: Object.fromEntries((Aliases ?? []).map((alias: string) => [alias, 'known'])),
        IPAMConfig,
        Links,
      },
    ]),
  );
}

/** Where the ports really are; of a port that the engine chose only that it has one. */
function publishedFacts({ NetworkSettings, HostConfig }: ContainerSeen['info']): Record<string, unknown> {
  // Typed as any by dockerode; the engine's own documentation says so.
  const wanted = (HostConfig.PortBindings ?? {}) as Record<string, readonly { HostPort?: string }[] | null>;
  return Object.fromEntries(
    Object.entries(NetworkSettings.Ports ?? {}).map(([port, bindings]) => {
      const isChosen = wanted[port]?.some(
        ({ HostPort }) => HostPort === undefined || !/^[1-9]\d*$/.test(HostPort),
      );
      const told = (bindings ?? []).map(({ HostIp, HostPort }) => ({
        HostIp,
        HostPort: isChosen ? 'some' : HostPort,
      }));
      return [port, told.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))];
    }),
  );
}
