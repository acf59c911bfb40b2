import { SimError } from '../errors.js';
import { engineAddresses, isUsualPlace, variablesFor } from './addresses.js';
import { type RunCommand, runCommand } from './commands.js';
import {
  type EngineAddress,
  type EngineMissing,
  type EngineSearch,
  type EngineTrouble,
  minimumComposeVersion,
} from './engine.js';
import { enginePrefix } from './prefix.js';
import { nothingThere, type Probe, probeEngine } from './probe.js';
import { findTools } from './tools.js';

/** Finds an engine that answers and is new enough, and how to run Compose and buildx with it. Starts nothing. */
export async function findEngine(
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  run: RunCommand = runCommand,
): Promise<EngineSearch> {
  let addresses: readonly EngineAddress[];
  try {
    addresses = engineAddresses(env);
  } catch (error) {
    if (error instanceof SimError) return misnamed(error);
    throw error;
  }
  const tools = findTools((command, options) => run(command, { ...options, signal }), env, enginePrefix(env));
  const [probes, search] = await Promise.all([probeInOrder(addresses, signal), tools]);
  signal.throwIfAborted();
  const last = probes.at(-1);
  if (last?.probe.state !== 'answers') return missing(probes);
  if (search.state === 'missing') return withoutCompose(search.seen);
  const { address, probe } = last;
  return {
    ...address,
    ...search.tools,
    state: 'found',
    version: probe.version,
    apiVersion: probe.apiVersion,
    os: probe.os,
    architecture: probe.architecture,
    env: variablesFor(address),
  };
}

type Tried = { readonly address: EngineAddress; readonly probe: Probe };

// Stops at the first that answers, so the last entry is the one to use.
async function probeInOrder(
  addresses: readonly EngineAddress[],
  signal: AbortSignal,
): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const address of addresses) {
    signal.throwIfAborted();
    const probe = await probeEngine(address);
    tried.push({ address, probe });
    if (probe.state === 'answers') break;
  }
  return tried;
}

// The most telling trouble wins: an old engine that answers says more than a socket that isn't there.
const tellingFirst: readonly EngineTrouble[] = ['unsupported', 'too-old', 'no-permission', 'not-running'];

function missing(tried: readonly Tried[]): EngineMissing {
  const troubles = tried.flatMap(({ address, probe }) =>
    probe.state === 'trouble' ? [{ address, trouble: probe.trouble, detail: probe.detail }] : [],
  );
  const worst = tellingFirst
    .map((trouble) => troubles.find((one) => one.trouble === trouble))
    .find((one) => one !== undefined);
  const [only] = tried;
  if (worst?.trouble === 'not-running' && only?.address.chosen && !isUsualPlace(only.address)) {
    return { ...notWhereNamed(only.address, worst.detail), tried: told(troubles) };
  }
  const message =
    worst === undefined || worst.trouble === 'not-running'
      ? nobodyAnswers(troubles.map(({ address, detail }) => ({ ...address, detail })))
      : `The Docker engine at ${worst.address.host} (${worst.address.origin}) can't be used: ${worst.detail}.`;
  return {
    state: 'missing',
    trouble: worst?.trouble ?? 'not-running',
    message,
    tried: told(troubles),
  };
}

function told(
  tried: readonly { readonly address: EngineAddress; readonly detail: string }[],
): EngineMissing['tried'] {
  return tried.map(({ address, detail }) => ({ host: address.host, origin: address.origin, detail }));
}

/** The error where the engine at a named address does not answer: an engine that is started or installed elsewhere would not be used. */
function notWhereNamed(
  { host, origin, undo }: EngineAddress,
  detail: string,
): Pick<EngineMissing, 'state' | 'trouble' | 'message' | 'remedy'> {
  return {
    state: 'missing',
    trouble: 'not-where-named',
    message: `No Docker engine answers at ${host}, the only place that was tried, because ${origin} names it: ${detail}.`,
    remedy: `Start that engine, or take the choice back (${undo}) and try again.`,
  };
}

function misnamed({ message, hint = '' }: SimError): EngineMissing {
  return { state: 'missing', trouble: 'misnamed', message, remedy: hint, tried: [] };
}

// A chosen engine is named; of the usual places only those that hold something are worth a word.
function nobodyAnswers(tried: readonly (EngineAddress & { readonly detail: string })[]): string {
  const telling = tried.filter(({ chosen, detail }) => chosen || detail !== nothingThere);
  if (telling.length === 0) return 'No Docker engine is running here.';
  const each = telling.map(({ host, origin, detail }) => `${host} (${origin}): ${detail}`);
  return `No Docker engine answers: ${each.join('; ')}.`;
}

function withoutCompose(seen: string | undefined): EngineMissing {
  const found = seen === undefined ? 'none was found' : `${seen} was found`;
  return {
    state: 'missing',
    trouble: 'no-compose',
    message: `The engine answers, but Docker Compose ${minimumComposeVersion} or newer is needed and ${found}.`,
    tried: [],
  };
}
