import Docker from 'dockerode';
import { portHolders } from '../adapters/docker/port-holders.js';
import { checkMachine } from '../engine/checks/checks.js';
import { defaultEnvironmentName } from '../environment/environment.js';
import { exitCodes } from '../errors.js';
import { doctorText } from '../outputs/text/doctor.js';
import { type CommandContext, printJson } from './context.js';
import { fixBuildx, prepareEngine } from './engine.js';

/** The ports that the sample stacks publish. */
const stackPorts = [8080, 5432, 6379, 8089] as const;

/** `sim doctor`: everything that Sim needs of this machine, with a remedy where it lacks; `--fix` starts or installs an engine. */
export async function doctor(
  context: CommandContext,
  { fix, json, yes }: { fix: boolean; json: boolean; yes: boolean },
): Promise<number> {
  if (fix) await fixBuildx(context, await prepareEngine(context, yes), yes);
  const { env, interrupted: signal, root } = context;
  const checks = await checkMachine({
    ...{ env, signal, root, ports: stackPorts, environment: defaultEnvironmentName },
    portHolders: (engine) => portHolders(new Docker(engine)),
  });
  if (json) printJson(context, { schema: 1, checks });
  else context.stdout.write(`${doctorText(checks, context.paint)}\n`);
  const bad = checks.filter(({ verdict }) => verdict === 'bad');
  if (bad.length === 0) return exitCodes.done;
  return bad.some(({ id }) => id === 'engine') ? exitCodes.noEngine : exitCodes.failed;
}
