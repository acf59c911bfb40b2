import { expect, test } from 'vitest';
import { composeRuntimeOver } from '../../fakes/compose-runtime.js';
import { FakeEngine } from '../../fakes/container-engine.js';
import { definition, environment } from '../../fakes/environment.js';

test('of too many containers those of the highest numbers go before any that is outdated is made anew', async () => {
  const engine = new FakeEngine();
  for (const index of [1, 2, 3]) engine.create('web', { id: `web-${index}`, index });
  engine.create('db', { id: 'db-1' });
  const asked: string[] = [];
  const runtime = composeRuntimeOver(
    engine,
    environment([definition('web', { replicas: 2 }), definition('db')]),
    {
      create: async (services, _images, { kept }) => void asked.push(`${services.join()} ${kept === true}`),
    },
  );
  await runtime.observeAll();
  const { signal } = new AbortController();
  const creation = { images: {}, anew: false };
  await runtime.create({ ...creation, services: { web: 2, db: 1 } }, signal);
  await runtime.create({ ...creation, services: { web: 3, db: 1 } }, signal);
  await runtime.create({ ...creation, services: { web: 2 }, kept: true }, signal);
  expect(asked).toEqual(['web true', 'web,db false', 'web,db false', 'web true']);
});
