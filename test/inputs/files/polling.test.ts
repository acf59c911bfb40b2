import { describe, expect, it } from 'vitest';
import { pollingReason, shortageReason } from '../../../src/inputs/files/polling.js';

describe('polling', () => {
  it('is not chosen on a local disk, nor for a path that is not there', async () => {
    expect(await pollingReason(['/', '/no/such/path'])).toBeUndefined();
  });

  it.each(['ENOSPC', 'EMFILE'])('is chosen with a remedy when the system is out of watches (%s)', (code) => {
    expect(shortageReason(Object.assign(new Error('no'), { code }))).toMatch(/raise /);
  });

  it('is not chosen for the trouble of one file', () => {
    expect(shortageReason(Object.assign(new Error('no'), { code: 'EACCES' }))).toBeUndefined();
  });
});
