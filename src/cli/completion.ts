import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import tab from '@bomb.sh/tab/commander';
import type { Command } from 'commander';
import { schemaNames } from '../contract/schema-names.js';
import { dotEnvIsOff } from '../environment/compose-variables.js';
import { agentService, sampleWord } from '../environment/environment.js';
import { standardInput } from '../environment/problem.js';
import { filePart } from '../inputs/declaration/named-files.js';
import { bashAfter, bashBefore, bashExecutable } from './completion-bash.js';
import type { CommandContext } from './context.js';

/** Adds `sim completion SHELL`: commands, options, their choices, stacks or the services of named files, the services of the environment. */
export function addCompletion(
  program: Command,
  { root, env, here }: Pick<CommandContext, 'root' | 'env' | 'here'>,
): void {
  const completed = tab(program, { completionCommandName: 'completion' });
  completed.commands.get('up')?.argument(
    'name',
    (complete) => {
      const files = filesNamed(process.argv, here);
      for (const name of files.length === 0 ? stacksOf(root) : servicesIn(files, env)) complete(name, '');
    },
    true,
  );
  for (const command of program.commands) {
    const argument = command.registeredArguments.find((one) => /^service(=number)?$/.test(one.name()));
    if (argument === undefined) continue;
    const after = argument.name() === 'service' ? '' : '=';
    completed.commands.get(command.name())?.argument(
      argument.name(),
      (complete) => {
        for (const service of servicesOf(env.SIM_STATE_DIR || join(root, '.sim'), process.argv, here.name))
          complete(`${service}${after}`, '');
      },
      argument.variadic,
    );
  }
  completed.commands.get('schema')?.argument('name', (complete) => {
    for (const [name, of] of Object.entries(schemaNames)) complete(name, of);
  });
  const command = program.commands.find((one) => one.name() === 'completion');
  command?.action((shell: string) => {
    const name = program.name();
    if (shell !== 'bash') return completed.setup(name, name, shell);
    console.log(bashBefore);
    completed.setup(name, bashExecutable, shell);
    console.log(bashAfter);
  });
}

function stacksOf(root: string): readonly string[] {
  return readdirSync(join(root, 'stacks'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** The Compose files that an `up` names, as far as it is typed. */
function filesNamed(typed: readonly string[], here: CommandContext['here']): readonly string[] {
  if (typed.includes(sampleWord)) return [];
  const files = typed.flatMap((word, index) => {
    const [, attached] = /^(?:--file=|-f)(.+)$/.exec(word) ?? [];
    return attached ?? (word === '-f' || word === '--file' ? (typed[index + 1] ?? []) : []);
  });
  return files.length > 0 ? files : (here.files?.paths ?? []);
}

function servicesIn(paths: readonly string[], env: NodeJS.ProcessEnv): readonly string[] {
  try {
    const { files } = filePart(paths, process.cwd(), { readsDotEnv: !dotEnvIsOff(env) });
    const all = files.flatMap((file) =>
      file === standardInput ? [] : keysOfServices(readFileSync(file, 'utf8')),
    );
    return [...new Set(all)];
  } catch {
    // A file that does not exist completes nothing; `up` itself reports it.
    return [];
  }
}

/** The services in the environment's own files: asking a controller, or parsing YAML, would take too long at a TAB. */
function servicesOf(stateRoot: string, typed: readonly string[], otherwise: string): readonly string[] {
  const words = typed.flatMap((word) => (word.startsWith('--name=') ? ['--name', word.slice(7)] : [word]));
  const name = words[words.lastIndexOf('--name') + 1 || words.length] ?? otherwise;
  try {
    const text = readFileSync(join(stateRoot, name, 'override.yaml'), 'utf8');
    return keysOfServices(text).filter((key) => key !== agentService);
  } catch {
    // The environment was never up.
    return [];
  }
}

/** The keys below `services`, whatever the indentation; none for a file of another form. */
function keysOfServices(text: string): readonly string[] {
  const section = /^services:[^\S\n]*(?:#.*)?\n((?:[^\S\n]+.*\n|#.*\n|\n)*)/m.exec(`${text}\n`)?.[1] ?? '';
  const indent = /^([^\S\n]+)[^\s#]/m.exec(section)?.[1] ?? '  ';
  return section
    .split('\n')
    .flatMap((line) =>
      line.startsWith(indent) ? (/^"?([\w.-]+)"?:/.exec(line.slice(indent.length))?.[1] ?? []) : [],
    );
}
