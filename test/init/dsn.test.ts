import { expect, test } from 'vitest';
import { piecesOf, withPieces } from '../../src/init/dsn.js';

const inWords = (dsn: string) => Object.fromEntries(piecesOf(dsn).map(({ role, text }) => [role, text]));

test.each([
  [
    'postgres://ann:pw@localhost:5433/shop?pool=5&sslmode=require',
    { user: 'ann', password: 'pw', host: 'localhost', port: '5433', name: 'shop', sslmode: 'require' },
  ],
  ['redis://localhost:6379/2', { host: 'localhost', port: '6379', name: '2' }],
  ['redis://cache', { host: 'cache' }],
  [
    "host=db user=ann password='a b' dbname=shop port=5432 sslmode=disable",
    { host: 'db', user: 'ann', password: "'a b'", name: 'shop', port: '5432', sslmode: 'disable' },
  ],
  [
    'ann:pw@tcp(127.0.0.1:3306)/shop?parseTime=true',
    { user: 'ann', password: 'pw', host: '127.0.0.1', port: '3306', name: 'shop' },
  ],
  ['localhost:6379', { host: 'localhost', port: '6379' }],
  ['shop.db', {}],
])('the pieces of %s', (dsn, pieces) => {
  expect(inWords(dsn)).toEqual(pieces);
});

test('pieces are replaced where they are, and the rest stays', () => {
  expect(
    withPieces('postgres://ann:pw@localhost:5433/shop?pool=5', { host: 'db', port: '5432', sslmode: 'x' }),
  ).toBe('postgres://ann:pw@db:5432/shop?pool=5');
});
