import type { Setting } from './address.js';
import type { GoService } from './go-service.js';
import { otherwiseOf } from './template.js';

/** A service as far as it is known before it is told of the others. */
type Peer = Pick<GoService, 'name' | 'program' | 'doors' | 'settings'>;

/**
 * What a service has to be told of the other ones: a variable that points to localhost where another one listens, or that is named after
 * another one (`CATALOG_URL`), gets its name.
 */
export function peerSettings(service: Peer, all: readonly Peer[]): readonly Setting[] {
  const peers = all.filter((one) => one !== service);
  return service.program.reads.flatMap((read): readonly Setting[] => {
    const { name, at } = read;
    if (!placeNames.test(name) || service.settings.some((one) => one.name === name)) return [];
    const text = otherwiseOf(read, service.program.configuration);
    const [, scheme = '', port, rest = ''] =
      /^(\w+:\/\/)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0):(\d+)(.*)$/.exec(text) ?? [];
    const byPort =
      port === undefined ? [] : peers.filter(({ doors }) => doors.some((door) => door.port === Number(port)));
    // Several may listen on that port, each in its container: then its name has to tell.
    const peer = byPort.length === 1 ? byPort[0] : byName(name, port === undefined ? peers : byPort);
    if (peer === undefined) return [];
    const target = `${peer.name}:${port ?? peer.doors[0].port}`;
    const value = port === undefined ? formed(name, target, text) : `${scheme}${target}${rest}`;
    return value === undefined
      ? []
      : [{ kind: 'env', name, value, single: false, because: `the service ${peer.name}, read in ${at}` }];
  });
}

/** Names of variables that say where something is, and not who may come from there. */
const placeNames =
  /(UR[LI]|ADDR|ADDRESS|ENDPOINT|HOST|SERVER|SERVICE|TARGET|UPSTREAM|BACKEND|PEER|API|PROXY)S?$/i;

/** `CATALOG_URL`, `CATALOG_SERVICE_ADDR` are of the service catalog. */
function byName(name: string, peers: readonly Peer[]): Peer | undefined {
  const of = name.replace(/_(SERVICE_)?(BASE_)?(URL|URI|ADDR|ADDRESS|ENDPOINT|HOST)$/, '');
  if (of === name) return undefined;
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .replace(/(service|svc)$/, '');
  return peers.find((peer) => plain(of) === plain(peer.name));
}

/** Only where nothing is known of what it is by default: a default that names something else is somebody's decision. */
function formed(name: string, target: string, text: string): string | undefined {
  if (text !== '') return undefined;
  return /UR[LI]$/.test(name) ? `http://${target}` : target;
}
