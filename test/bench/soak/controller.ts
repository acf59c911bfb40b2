import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';

/** The builds of a service, as far as the soak looks at them. */
export interface Builds {
  /** `building`: newer source is wanted, compiled or starting. */
  readonly state: string;
  /** Newest first. */
  readonly builds: readonly { readonly number: number; readonly outcome: string }[];
}

const pauseMs = 150;
const patienceMs = 120_000;

/** Asks the controller of an environment over its socket: no command has to be started for each look. */
export class Controller {
  readonly #socket: string;

  private constructor(socket: string) {
    this.#socket = socket;
  }

  static async of(stateDir: string): Promise<Controller> {
    const { socket }: { socket: string } = JSON.parse(
      await readFile(join(stateDir, 'controller.json'), 'utf8'),
    );
    return new Controller(socket);
  }

  /** Resolves with the builds of all services once they are as wanted. */
  async until(wanted: (builds: Readonly<Record<string, Builds>>) => boolean): Promise<void> {
    const deadline = performance.now() + patienceMs;
    while (!wanted(await this.#builds())) {
      if (performance.now() > deadline) throw new Error('the builds never came to what was waited for');
      await passed(pauseMs);
    }
  }

  /** Nothing is wanted, compiled or starting any more. */
  settled(): Promise<void> {
    return this.until((all) =>
      Object.values(all).every(
        ({ state, builds }) => state !== 'building' && !isUnderWay(builds[0]?.outcome),
      ),
    );
  }

  async #builds(): Promise<Readonly<Record<string, Builds>>> {
    const { builds }: { builds: { services: readonly (Builds & { name: string })[] } } = JSON.parse(
      await ask(this.#socket, '/v1/views?only=builds'),
    );
    return Object.fromEntries(builds.services.map((one) => [one.name, one]));
  }
}

function isUnderWay(outcome: string | undefined): boolean {
  return outcome === 'building' || outcome === 'built' || outcome === 'starting';
}

function ask(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
    });
    call.once('error', reject);
    call.end();
  });
}
