import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createImageRecord } from '../../src/images/image-record.js';

test('the record says for each service what was declared and what it got, and keeps what earlier runs wrote', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sim-record-'));
  try {
    const path = join(folder, 'images.json');
    const found = { reference: 'redis:8.0.4', source: 'registry', digest: 'sha256:a' } as const;
    await createImageRecord(path)('redis', 'redis:8.0.4', found);
    const record = createImageRecord(path);
    const agent = { reference: 'sim.local/agent:1', source: 'present', digest: 'sha256:b' } as const;
    await Promise.all([
      record('agent', undefined, agent),
      record('again', 'redis:8.0.4', { ...found, digest: 'sha256:c' }),
    ]);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      redis: { declared: 'redis:8.0.4', ...found },
      agent: { declared: null, ...agent },
      again: { declared: 'redis:8.0.4', ...found, digest: 'sha256:c' },
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
