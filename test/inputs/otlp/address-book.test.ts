import { describe, expect, test } from 'vitest';
import { AddressBook } from '../../../src/inputs/otlp/address-book.js';
import { type Addresses, sameAddresses } from '../../../src/state/topology/addresses.js';
import { createRandom } from '../../fuzz/random.ts';

const catalog = (index?: number) => ({ service: 'catalog', index });
const orders = (index?: number) => ({ service: 'orders', index });

/** A book that was asked about everything before it was told anew. */
function toldAgain(before: Addresses, after: Addresses, asked: readonly string[]): AddressBook {
  const book = new AddressBook();
  book.set(before);
  for (const address of asked) book.whoIsAt(address);
  book.set(after);
  return book;
}

describe('who is behind an address', () => {
  const book = new AddressBook();
  book.set({
    catalog: catalog(),
    '10.0.0.5': catalog(1),
    '10.0.0.6': catalog(2),
    'sim-shop-catalog-1': catalog(1),
    'Sim-Shop-Orders-12': orders(12),
  });

  test.each([
    ['10.0.0.6:8080', catalog(2)],
    ['catalog:8080', catalog()],
    ['catalog.shop_default', catalog()],
    ['sim-shop-catalog-1.shop_default', catalog(1)],
    ['sim-shop-orders-12', orders(12)],
    // Nobody has told of this container, and its name says whose and which it is.
    ['other-orders-3', orders(3)],
    ['other_orders_3', orders(3)],
    ['10.0.0.7', undefined],
    ['', undefined],
  ])('%s', (address, who) => {
    expect(book.whoIsAt(address)).toEqual(who);
    expect(book.serviceAt(address)).toBe(who?.service);
  });
});

describe('a change of what is known is seen at once', () => {
  test('where an address moves to another container', () => {
    const book = toldAgain({ '10.0.0.5': catalog(1) }, { '10.0.0.5': catalog(2) }, [
      '10.0.0.5:80',
      '10.0.0.5',
    ]);
    expect([book.whoIsAt('10.0.0.5:80'), book.whoIsAt('10.0.0.5')]).toEqual([catalog(2), catalog(2)]);
  });

  test('where the first label of a name moves', () => {
    const known = { catalog: catalog(), orders: orders() };
    const book = toldAgain({ ...known, db: catalog(1) }, { ...known, db: orders(1) }, ['db.net:5432']);
    expect(book.whoIsAt('db.net:5432')).toEqual(orders(1));
  });

  test('where a service comes whose containers were strangers', () => {
    const book = toldAgain({ catalog: catalog() }, { catalog: catalog(), orders: orders() }, [
      'shop-orders-1',
    ]);
    expect(book.whoIsAt('shop-orders-1')).toEqual(orders(1));
  });

  test('where it goes', () => {
    const book = toldAgain({ catalog: catalog(), '10.0.0.5': catalog(1) }, { catalog: catalog() }, [
      '10.0.0.5',
    ]);
    expect(book.whoIsAt('10.0.0.5')).toBeUndefined();
  });
});

test.each(Array.from({ length: 40 }, (_, i) => i + 1))(
  'by seed %i, a book that remembers finds what a new one finds',
  (seed) => {
    const random = createRandom(seed);
    const names = ['catalog', 'orders', '10.0.0.5', '10.0.0.6', 'shop-orders-1', 'db'];
    const asked = [
      'catalog.net',
      'orders:80',
      '10.0.0.5:1',
      '10.0.0.6',
      'shop-orders-1.net',
      'x-db-2',
      'db',
      'shop-catalog-4',
    ];
    const told = (): Addresses =>
      Object.fromEntries(
        random.some(names, 0.7).map((name) => [
          name,
          {
            service: random.pick(['catalog', 'orders', 'db']),
            index: random.chance(0.3) ? undefined : 1 + random.below(2),
          },
        ]),
      );
    const book = new AddressBook();
    for (let i = 0; i < 10; i++) {
      const addresses = told();
      book.set(addresses);
      const fresh = new AddressBook();
      fresh.set(addresses);
      for (const address of asked) expect(book.whoIsAt(address)).toEqual(fresh.whoIsAt(address));
    }
  },
);

test('addresses are compared by what they say', () => {
  const told = { catalog: catalog(), '10.0.0.5': catalog(1) };
  expect(sameAddresses(told, { '10.0.0.5': catalog(1), catalog: catalog() })).toBe(true);
  expect(sameAddresses(told, { ...told, '10.0.0.5': catalog(2) })).toBe(false);
  expect(sameAddresses(told, { ...told, '10.0.0.5': orders(1) })).toBe(false);
  expect(sameAddresses(told, { catalog: catalog() })).toBe(false);
  expect(sameAddresses({ catalog: catalog() }, { orders: catalog() })).toBe(false);
});
