import type { Draft } from '../init/draft.js';
import type { GoService } from '../init/go-service.js';
import { shownFolder } from '../init/program.js';
import type { Paint } from '../outputs/text/paint.js';

/** What `init` has found and proposes. */
export interface Found {
  readonly draft: Draft;
  /** The file as it is shown, and its text; `undefined`: there is nothing to write. */
  readonly proposal: { readonly file: string; readonly text: string } | undefined;
  /** Remarks about files that exist already, in sentences. */
  readonly said: readonly string[];
}

/** What was found, a line each, and the proposed file as a diff, for people. */
export function initText({ draft, proposal, said }: Found, paint: Paint): string {
  const found = draft.services.map(
    (service) =>
      `${paint.good('+')} ${service.name.padEnd(16)} ${shownFolder(service.program)}: ${waysIn(service)}`,
  );
  const servers = draft.servers.map(
    (server) =>
      `${paint.good('+')} ${server.service.padEnd(16)} ${server.system.title}, for ${draft.services
        .filter(({ servers: needed }) => needed.includes(server))
        .map(({ name }) => name)
        .join(', ')}`,
  );
  const left = draft.leftOut.map(({ folder, why }) =>
    paint.dim(`- left out: ${folder}, which ${whichWords(why)}`),
  );
  const notes = [...draft.notes, ...said].map((note) => `${paint.warn('!')} ${note}`);
  const diff = proposal === undefined ? [] : ['', ...diffLines(proposal, paint)];
  return `${[...found, ...servers, ...left, ...notes, ...diff].join('\n')}\n`;
}

function waysIn({ doors, published }: GoService): string {
  return doors
    .filter(({ port }, index) => index === 0 || published.has(port))
    .map(({ what, port }) => {
      const host = published.get(port);
      return `${what} on ${port}${host === undefined || host === port ? '' : ` (${host} here)`}`;
    })
    .join(', ');
}

function whichWords(why: string): string {
  return why.startsWith('an ') ? `is ${why}` : why;
}

/** The proposed file as a diff in which every line is new. */
function diffLines(
  { file, text }: { readonly file: string; readonly text: string },
  paint: Paint,
): readonly string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  return [
    paint.bold('--- /dev/null'),
    paint.bold(`+++ ${file}`),
    paint.dim(`@@ -0,0 +1,${lines.length} @@`),
    ...lines.map((line) => paint.good(`+${line}`)),
  ];
}

/** The same for programs. */
export function initJson({
  draft,
  proposal,
  said,
  isWritten,
}: Found & { readonly isWritten: boolean }): unknown {
  return {
    schema: 1,
    file: proposal?.file ?? null,
    written: isWritten,
    text: proposal?.text ?? null,
    services: draft.services.map(({ name, program, doors, published, settings, servers, unset }) => ({
      ...{ name, folder: program.folder, importPath: program.importPath },
      listens: doors.map(({ port, what, at, isGuess }) => ({
        ...{ port, by: what, at, guessed: isGuess, published: published.get(port) ?? null },
      })),
      settings: settings.map(({ kind, name: setting, value }) => ({ kind, name: setting, value })),
      needs: servers.map(({ service }) => service),
      unset: unset.map(({ name: variable }) => variable),
    })),
    servers: draft.servers.map(({ service, system }) => ({
      name: service,
      kind: system.kind,
      image: system.image,
    })),
    leftOut: draft.leftOut,
    notes: [...draft.notes, ...said],
  };
}
