import { describe, expect, it } from 'vitest';
import { mountedKind, polledPaths, shortageReason } from '../../../src/inputs/files/polling.js';

describe('polling', () => {
  it('is not chosen on a local disk, nor for a path that is not there', async () => {
    expect(await polledPaths(['/', '/no/such/path'])).toEqual([]);
  });

  it.each(['ENOSPC', 'EMFILE'])('is chosen with a remedy when the system is out of watches (%s)', (code) => {
    expect(shortageReason(Object.assign(new Error('no'), { code }))).toMatch(/raise /);
  });

  it('is not chosen for the trouble of one file', () => {
    expect(shortageReason(Object.assign(new Error('no'), { code: 'EACCES' }))).toBeUndefined();
  });

  it('goes by what the kernel says lies under a path, the newest mount of the nearest place', () => {
    const mountinfo = [
      '22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/root rw',
      '40 22 0:40 / /mnt/shop rw shared:2 - fuse.bindfs /src rw,user_id=0',
      '41 40 0:41 / /mnt/shop/data rw - fuse.sshfs host:/ rw',
      '42 22 0:42 / /mnt/a\\040disk rw - fuseblk /dev/sdb1 rw',
      '43 22 0:43 / /over rw - tmpfs tmpfs rw',
      '44 43 0:44 / /over rw - fuse.rclone remote: rw',
      '',
    ].join('\n');
    const kinds = [
      '/src',
      '/mnt/shop',
      '/mnt/shop/app/main.go',
      '/mnt/shopping',
      '/mnt/shop/data/x',
      '/mnt/a disk/y',
      '/over/z',
    ];
    expect(kinds.map((path) => mountedKind(mountinfo, path))).toEqual([
      'ext4',
      'fuse.bindfs',
      'fuse.bindfs',
      'ext4',
      'fuse.sshfs',
      'fuseblk',
      'fuse.rclone',
    ]);
  });
});
