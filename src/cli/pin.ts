import { SimError } from '../errors.js';
import { errorWords } from '../words/build-errors.js';
import { commandFor } from '../words/commands.js';
import { connected } from './connected.js';
import type { CommandContext } from './context.js';
import { knownServices } from './services.js';

/** `sim pin SERVICE BUILD`: throws `usage` where that build is not kept, or never answered. */
export async function pin(
  context: CommandContext,
  { name, service, build }: { name: string; service: string; build: number },
): Promise<number> {
  const controller = await connected(context, name);
  const { status, builds: all } = await controller.views(['status', 'builds']);
  knownServices(status, name, [service]);
  const builds = all.services.find((one) => one.name === service);
  if (builds === undefined) {
    throw new SimError('usage', `'${service}' is not built from Go source here, so it has no builds`);
  }
  const rejected = builds.builds.filter(({ outcome }) => outcome === 'rejected');
  const never = rejected.find(({ number }) => number === build);
  const kept = builds.kept.filter((number) => !rejected.some((one) => one.number === number));
  if (never !== undefined || !kept.includes(build)) {
    const why =
      never === undefined
        ? 'is not kept'
        : `never answered: ${never.errors[0] === undefined ? 'it was rejected' : errorWords(never.errors[0])}`;
    throw new SimError('usage', `build ${build} of '${service}' ${why}`, {
      hint: kept.length === 0 ? 'it has no finished build yet' : `kept are ${kept.join(', ')}`,
    });
  }
  await controller.wish({ kind: 'pin.requested', service, build });
  context.stdout.write(
    `${service}: build ${build} answers from now on; ${commandFor(name, `unpin ${service}`, context.here)} follows the source again\n`,
  );
  return 0;
}
