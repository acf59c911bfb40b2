import { dirname } from 'node:path';
import Docker from 'dockerode';
import { findController } from '../adapters/controller/connect.js';
import { leftFolders } from '../adapters/controller/left-folders.js';
import { listEnvironments } from '../adapters/docker/environments.js';
import { requireEngine } from '../engine/require.js';
import { defaultEnvironmentName } from '../environment/environment.js';
import { leftBehindText } from '../outputs/text/left-behind.js';
import { table } from '../outputs/text/table.js';
import { type CommandContext, printJson } from './context.js';

/** `sim ls`: every environment of this machine, whether a controller of this checkout holds it, and folders that are left of others. */
export async function ls(context: CommandContext, { json }: { json: boolean }): Promise<number> {
  const found = await requireEngine(context.env, context.interrupted);
  const environments = await listEnvironments(new Docker(found.options));
  const rows = await Promise.all(
    environments.map(async (environment) => {
      const controller = await findController(await context.stateDirOf(environment.name));
      const view = controller?.sameVersion
        ? (await controller.client.views(['environment'])).environment
        : undefined;
      return {
        ...environment,
        controller: controller !== undefined,
        answers: controller !== undefined && !controller.silent,
        sameVersion: controller?.sameVersion ?? null,
        ready: view?.ready ?? null,
      };
    }),
  );
  const stateRoot = dirname(await context.stateDirOf(defaultEnvironmentName));
  const left = await leftFolders(
    stateRoot,
    rows.map(({ name }) => name),
  );
  if (json) {
    printJson(context, { schema: 1, environments: rows, left });
    return 0;
  }
  const words = rows.map(
    ({ name, containers, running, volumes, controller, answers, sameVersion, ready }) => [
      name,
      `${running} of ${containers} running`,
      `${volumes} volume${volumes === 1 ? '' : 's'}`,
      !controller
        ? context.paint.dim('no controller here')
        : !answers
          ? context.paint.bad('its controller does not answer')
          : !sameVersion
            ? context.paint.warn('held by another version of Sim')
            : ready
              ? context.paint.good('ready')
              : context.paint.warn('not ready'),
    ],
  );
  context.stdout.write(
    rows.length === 0
      ? 'no environment on this engine\n'
      : `${table(['ENVIRONMENT', 'CONTAINERS', 'DATA', 'STATE'], words, context.paint)}\n`,
  );
  if (left.length > 0) context.stdout.write(`${leftBehindText(left, stateRoot)}\n`);
  return 0;
}
