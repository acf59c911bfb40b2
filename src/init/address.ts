import type { Call, Configuration, Part } from './program.js';
import { hole, templateOf } from './template.js';

/** Where a program listens. */
export interface Door {
  readonly port: number;
  /** How that is known, for people. */
  readonly because: string;
  readonly what: string;
  readonly at: string;
  /** The subcommand under which it listens; `undefined`: none is needed. */
  readonly word: string | undefined;
  /** Only what runs in the same container gets in: it listens on localhost, and nothing can change that from outside. */
  readonly isLocal: boolean;
  /** Nothing in the source says which port it is. */
  readonly isGuess: boolean;
  /** Nothing says which port it is, so that any other one would do as well. */
  readonly isChosen: boolean;
  /** For somebody else than the users of the service: metrics, profiles. */
  readonly isAside: boolean;
  /** What has to be set for it to listen there, from outside of its container. */
  readonly settings: readonly Setting[];
}

/** A variable or a flag, and its value. */
export interface Setting {
  readonly kind: 'env' | 'flag';
  readonly name: string;
  readonly value: string;
  /** For people. */
  readonly because: string;
  /** A flag that is written with one hyphen. */
  readonly single: boolean;
}

/** The port where nothing says another. */
export const usualPort = 8080;
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

/** What a call that listens says of the port; `free`: the port where nothing says another. */
export function doorOf(call: Call, configuration: Configuration, free = usualPort): Door {
  const template = templateOf(call.value, configuration);
  const { text } = template;
  const colon = text.lastIndexOf(':');
  const host = colon < 0 ? '' : text.slice(0, colon);
  const portText = colon < 0 ? text : text.slice(colon + 1);
  const known = /^\d+$/.test(portText) ? Number(portText) : undefined;
  const isPort = known !== undefined && known > 0 && known < 65_536;
  const port = isPort ? known : free;
  const { parts } = template;
  const named = parts.find(({ part }) => part.kind === 'env' || part.kind === 'flag')?.part;
  const ofPort = parts.find(({ end }) => end > colon + 1)?.part;
  const settings = parts.flatMap(({ part, start, end }): readonly Setting[] => {
    if (part.kind !== 'env' && part.kind !== 'flag') return [];
    const isWhole = start === 0 && end === text.length;
    const piece = text.slice(start, end);
    const value = isWhole
      ? valueOfWhole(piece, host, isPort, port)
      : valueOfPiece(piece, start > colon, port);
    return value === undefined ? [] : [settingOf(part, value, call.at)];
  });
  const isHost = loopback.test(host);
  const hostIsSet = parts.some(
    ({ part, start }) => start <= colon && (part.kind === 'env' || part.kind === 'flag'),
  );
  return {
    ...{ port, settings, what: call.what, at: call.at, word: call.word },
    because: because(ofPort ?? named, isPort, call.at),
    isLocal: isHost && !hostIsSet,
    isGuess: !isPort && settings.length === 0,
    isChosen: !isPort,
    isAside: /metric|telemetry|pprof|debug|admin|health|prof/i.test(`${named?.text ?? ''}`) || port === 6060,
  };
}

/** `undefined`: what it is by default does. */
function valueOfWhole(piece: string, host: string, isPort: boolean, port: number): string | undefined {
  // A port alone is no address: something is put before it.
  if (piece === hole) return `:${port}`;
  return loopback.test(host) || !isPort ? `:${port}` : undefined;
}

function valueOfPiece(piece: string, isPort: boolean, port: number): string | undefined {
  if (isPort) return piece === hole || !/^:?\d+$/.test(piece) ? String(port) : undefined;
  return piece === hole || loopback.test(piece) ? '0.0.0.0' : undefined;
}

function settingOf(part: Part, value: string, at: string): Setting {
  const name = part.text ?? '';
  return {
    ...{ name, value, single: part.single === true },
    kind: part.kind === 'flag' ? 'flag' : 'env',
    because: `where it listens, ${at}`,
  };
}

function because(part: Part | undefined, isPort: boolean, at: string): string {
  const name = part?.text ?? '';
  switch (part?.kind) {
    case 'env':
      return isPort ? `the default of ${name}, ${at}` : `${name} says where, ${at}`;
    case 'flag':
      return isPort ? `the default of the flag ${name}, ${at}` : `the flag ${name} says where, ${at}`;
    case 'key':
      return isPort
        ? `${name} of its configuration, ${at}`
        : `${name} of its configuration says where, ${at}: a guess`;
    default:
      return isPort ? at : `${at} does not say which: a guess`;
  }
}
