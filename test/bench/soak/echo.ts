import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { urlOf } from '../../with-engine/fixtures/status.ts';
import { postOf } from './customer.ts';
import type { Subject } from './subject.ts';

const project = fileURLToPath(new URL('./echo', import.meta.url));

/** Two services that cost next to nothing: GET and POST to both in turn. */
export async function echoSubject(root: string): Promise<Subject> {
  const folder = join(root, 'echo');
  await cp(project, folder, { recursive: true });
  return {
    what: 'two services that share a package',
    up: ['--file', join(folder, 'compose.yaml')],
    service: 'first',
    own: join(folder, 'cmd/first/main.go'),
    shared: {
      file: join(folder, 'internal/edition/edition.go'),
      text: (edition) => `package edition\n\nconst Shared = "${edition}"\n`,
    },
    tells: (status) => urlOf(status, 'first'),
    async orders(status) {
      const each = ['first', 'second'].flatMap((service) => {
        const url = new URL(urlOf(status, service));
        return [{ url, method: 'GET', headers: {} }, postOf(url, { items: [1, 2, 3] })];
      });
      return (count) => each[count % each.length] as (typeof each)[number];
    },
  };
}
