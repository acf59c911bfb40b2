import { describe, expect, test } from 'vitest';
import { mirrorOf } from '../../src/engine/install/apt.js';
import { fittingDistribution } from '../../src/engine/install/distribution.js';

const release = (id: string, codename: string, version: string) =>
  `PRETTY_NAME="Some ${id}"\nVERSION_ID="${version}"\nVERSION_CODENAME=${codename}\nID=${id}\n`;

describe('where the engine comes from', () => {
  test('Debian 12 takes it from trixie, because its own is too old', () => {
    expect(fittingDistribution(release('debian', 'bookworm', '12'))?.engineSuite).toBe('trixie');
  });

  test('Debian 13 takes its own', () => {
    expect(fittingDistribution(release('debian', 'trixie', '13'))?.engineSuite).toBe('trixie');
  });

  test('Ubuntu takes its own, with its own names of the packages', () => {
    const found = fittingDistribution(release('ubuntu', 'noble', '24.04'));
    expect(found).toMatchObject({ engineSuite: 'noble' });
    expect(found?.enginePackages).toContain('docker-compose-v2');
  });

  test.each([
    ['ubuntu', 'focal', '20.04'],
    ['fedora', 'forty', '40'],
    ['alpine', '', '3.20'],
  ])('nothing is installed on %s %s', (id, codename, version) => {
    expect(fittingDistribution(release(id, codename, version))).toBeUndefined();
  });

  test("the machine's own mirror serves the other suite as well", () => {
    const uris = [
      "'http://mirror.test/security/dists/bookworm-security/InRelease' a 0",
      "'http://mirror.test/debian/dists/bookworm/InRelease' b 0",
    ].join('\n');
    expect(mirrorOf(uris, 'bookworm')).toBe('http://mirror.test/debian');
    expect(mirrorOf(uris, 'bookworm-security')).toBe('http://mirror.test/security');
    expect(mirrorOf(uris, 'trixie')).toBeUndefined();
  });
});
