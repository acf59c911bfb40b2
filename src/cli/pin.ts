import { connectController } from '../adapters/controller/connect.js';
import { SimError } from '../errors.js';
import { commandFor } from '../outputs/text/commands.js';
import type { CommandContext } from './context.js';
import { knownServices } from './services.js';

/** `sim pin SERVICE BUILD`: throws `usage` where that build is not kept. */
export async function pin(
  context: CommandContext,
  { name, service, build }: { name: string; service: string; build: number },
): Promise<number> {
  const controller = await connectController(await context.stateDirOf(name), name);
  const snapshot = await controller.snapshot();
  knownServices(snapshot, name, [service]);
  const kept = snapshot.builds[service]?.kept;
  if (kept === undefined) {
    throw new SimError('usage', `'${service}' is not built from Go source here, so it has no builds`);
  }
  if (!kept.includes(build)) {
    throw new SimError('usage', `build ${build} of '${service}' is not kept`, {
      hint: kept.length === 0 ? 'it has no finished build yet' : `kept are ${kept.join(', ')}`,
    });
  }
  await controller.wish({ kind: 'pin.requested', service, build });
  context.stdout.write(
    `${service}: build ${build} answers from now on; ${commandFor(name, `unpin ${service}`)} follows the source again\n`,
  );
  return 0;
}
