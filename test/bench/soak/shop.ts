import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { edit } from '../../with-engine/fixtures/edit.ts';
import { urlOf } from '../../with-engine/fixtures/status.ts';
import { postOf, send } from './customer.ts';
import type { Subject } from './subject.ts';

/** Every so many requests are orders. */
const orderEvery = 4;

/** The sample shop behind Nginx; catalog tells its own edition and that of a package which most services share. */
export async function shopSubject(root: string): Promise<Subject> {
  const services = join(root, 'sample-go-services/internal');
  const own = join(services, 'catalog/http.go');
  const shared = { file: join(services, 'jsonbody/edition.go'), text: sharedText };
  await writeFile(shared.file, sharedText('0'));
  await edit(join(services, 'jsonbody/write.go'), [
    '\tw.WriteHeader(status)',
    '\tw.Header().Set("X-Edition", Edition)\n\tw.WriteHeader(status)',
  ]);
  await edit(
    own,
    ['type page struct {', 'const edition = "0"\n\ntype page struct {\n\tEdition string `json:"edition"`'],
    ['page{Products: products}', 'page{Edition: edition + "/" + jsonbody.Edition, Products: products}'],
  );
  return {
    what: 'the sample shop through Nginx',
    up: [],
    service: 'catalog',
    ...{ own, shared },
    tells: (status) => new URL('/products?limit=3', urlOf(status, 'nginx')).href,
    async orders(status) {
      const shop = urlOf(status, 'nginx');
      const account = await send(postOf(new URL('/accounts', shop), { name: 'Soak' }));
      const { token } = JSON.parse(
        (await send(postOf(new URL('/tokens', shop), JSON.parse(account.body)))).body,
      );
      const look = { url: new URL('/products?limit=3', shop), method: 'GET', headers: {} };
      // The same order each time: the shop must answer, and has no stock to run out of.
      const order = postOf(
        new URL('/orders', shop),
        { items: [{ productId: 1, quantity: 1 }] },
        { authorization: `Bearer ${token}`, 'idempotency-key': 'soak' },
      );
      return (count) => (count % orderEvery === 0 ? order : look);
    },
  };
}

function sharedText(edition: string): string {
  return `package jsonbody\n\n// Edition tells by which source an answer was made.\nconst Edition = "${edition}"\n`;
}
