import { expect, test } from 'vitest';
import { inTurn } from '../../src/effects/builds/in-turn.js';
import type { BuildDelivery, OfferedBuild } from '../../src/runtime/build-delivery.js';
import { BuildsWorld } from '../state/builds/builds-world.js';

/** Whether the containers of a service are to wait for their turn, as it is offered and as it is delivered. */
async function turns({ snapshot }: BuildsWorld): Promise<readonly (boolean | undefined)[]> {
  const offers: (OfferedBuild | undefined)[] = [];
  const delivery: BuildDelivery = {
    offeredBuild: async () => undefined,
    offerBuild: async (_service, offered) => void offers.push(offered),
    deliverBuild: async (_instance, offered) => void offers.push(offered),
  };
  const marking = inTurn(delivery, () => snapshot);
  await marking.offerBuild('orders', { build: 2, pinned: false });
  await marking.deliverBuild({ service: 'orders', index: 1 }, { build: 2, pinned: false });
  await marking.offerBuild('orders', undefined);
  return offers.map((offered) => offered?.inTurn);
}

test('of several containers each waits until it is told, unless no two builds may run at once', async () => {
  expect(await turns(BuildsWorld.several(3))).toEqual([true, true, undefined]);
  expect(await turns(BuildsWorld.several(1))).toEqual([false, false, undefined]);
  expect(await turns(BuildsWorld.several(3, 'restart'))).toEqual([false, false, undefined]);
});
