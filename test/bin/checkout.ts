import { chmod, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';

const bin = fileURLToPath(new URL('../../bin', import.meta.url));

/** A checkout with the real launcher and programs around it that only write down that they were called. */
export interface Checkout extends AsyncDisposable {
  readonly root: string;
  write(path: string, text: string): Promise<void>;
  /** What npm and rolldown were called with, in order. */
  calls(): Promise<readonly string[]>;
  /** Runs `bin/sim`, or another name of it, from another folder. */
  sim(args: readonly string[], options?: RunOptions): Promise<Outcome>;
}

interface RunOptions {
  readonly program?: string;
  readonly cwd?: string;
  /** What `node --version` of the machine's own Node says; `none`: it has no Node. */
  readonly node?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As somebody else who may only read, where the tests run as root. */
  readonly asNobody?: boolean;
}

/** How a run of the launcher ended. */
export interface Outcome {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const npm = `#!/bin/sh
printf 'npm %s\\n' "$*" >>"$CALLS"
if [ -n "\${NPM_FAILS:-}" ]; then echo "npm error \${NPM_FAILS}"; exit 1; fi
case $1 in
install) mkdir -p "$3/node_modules/node/bin" && ln -sf "$REAL_NODE" "$3/node_modules/node/bin/node" ;;
ci) mkdir -p "$3/node_modules/.bin" && cp "$STUBS/rolldown" "$3/node_modules/.bin/rolldown" ;;
esac
`;
const rolldown = `#!/bin/sh
printf 'rolldown\\n' >>"$CALLS"
while [ $# -gt 0 ]; do if [ "$1" = --dir ]; then out=$2; fi; shift; done
mkdir -p "$out" && cp "\${out%/*}/src/main.js" "$out/main.js"
`;
const main =
  'console.log(JSON.stringify({ args: process.argv.slice(2), node: process.execPath, command: process.env.SIM_COMMAND }));\n';

/** A fresh checkout below a folder whose name has spaces. */
export async function freshCheckout(): Promise<Checkout> {
  const folder = await mkdtemp(join(tmpdir(), 'sim ünd bin '));
  const root = join(folder, 'check out');
  const stubs = join(folder, 'stubs');
  await chmod(folder, 0o755);
  const write = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  await cp(bin, join(root, 'bin'), { recursive: true });
  await write('package.json', '{\n  "name": "x",\n  "version": "1.2.3"\n}\n');
  await write('package-lock.json', '{"lockfileVersion":3}\n');
  await write('tsconfig.json', '{}');
  await write('rolldown.config.ts', '');
  await write('src/main.js', main);
  await mkdir(stubs);
  for (const [name, text] of Object.entries({ npm, rolldown })) {
    await writeFile(join(stubs, name), text);
    await chmod(join(stubs, name), 0o755);
  }
  const log = join(folder, 'calls');
  await writeFile(log, '');
  // The shell's own tools, without whatever Node the machine has beside them.
  const tools = join(folder, 'tools');
  await mkdir(tools);
  for (const tool of [
    'sh',
    'mkdir',
    'cmp',
    'cp',
    'mv',
    'rm',
    'find',
    'head',
    'tail',
    'date',
    'touch',
    'cat',
    'ln',
    'readlink',
    'sleep',
  ]) {
    const { stdout } = await execa('sh', ['-c', `command -v ${tool}`]);
    await symlink(stdout, join(tools, tool));
  }

  // Each made once: several launchers at once may not find one that is still being written.
  const machines = new Map<string, Promise<string>>();

  return {
    root,
    write,
    calls: async () => (await readFile(log, 'utf8')).split('\n').filter((line) => line !== ''),
    async sim(
      args,
      {
        program = join(root, 'bin/sim'),
        cwd = folder,
        node = process.version,
        env = {},
        asNobody = false,
      } = {},
    ) {
      const making = machines.get(node) ?? makeMachine(join(folder, `node-${node}`), node);
      machines.set(node, making);
      const machine = await making;
      const result = await execa(program, [...args], {
        cwd,
        reject: false,
        extendEnv: false,
        ...(asNobody && process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
        env: {
          PATH: `${machine}:${stubs}:${tools}`,
          CALLS: log,
          STUBS: stubs,
          REAL_NODE: process.execPath,
          ...env,
        },
      });
      return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A folder with the Node of a machine, or without any. */
async function makeMachine(folder: string, node: string): Promise<string> {
  await mkdir(folder);
  if (node === 'none') return folder;
  const text = `#!/bin/sh\nif [ "$1" = --version ]; then echo ${node}; exit; fi\nexec "$REAL_NODE" "$@"\n`;
  await writeFile(join(folder, 'node'), text);
  await chmod(join(folder, 'node'), 0o755);
  return folder;
}
