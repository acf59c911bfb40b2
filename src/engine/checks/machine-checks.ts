import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { bad, type Check, type CheckContext, ok, warn } from './check.js';

const gigabyte = 1e9;

/** Whether images and builds fit on the disk: a first start takes about 2 GB. */
export async function checkDisk({ root }: CheckContext): Promise<Check> {
  const folder = existsSync('/var/lib/docker') ? '/var/lib/docker' : root;
  const { bavail, bsize } = await statfs(folder);
  const free = (bavail * bsize) / gigabyte;
  const detail = `${free.toFixed(1)} GB free in ${folder}`;
  const remedy = "Free some: 'docker system df' shows what images, volumes and caches take.";
  if (free < 2) return bad('disk', detail, remedy);
  return free < 6 ? warn('disk', detail, remedy) : ok('disk', detail);
}

/** Whether the default environment fits into memory: it takes about 1 GB, its builds as much again. */
export function checkMemory(): Check {
  const total = totalmem() / gigabyte;
  const detail = `${total.toFixed(1)} GB, ${(freemem() / gigabyte).toFixed(1)} GB unused; ${availableParallelism()} cores`;
  if (total < 2) return bad('memory', detail, 'Use a machine with at least 2 GB.');
  return total < 4
    ? warn('memory', detail, 'Start fewer stacks at once: bin/sim up postgres redis')
    : ok('memory', detail);
}

/** Whether Go services can be compiled here. */
export async function checkGo({ run, signal }: CheckContext): Promise<Check> {
  const { exitCode, stdout } = await run(['go', 'env', 'GOVERSION'], { signal });
  if (exitCode === 0) return ok('go', stdout.trim());
  return warn(
    'go',
    'Go is not on the PATH: services are compiled in a container, each build a little later',
    'Nothing has to be done; with Go 1.26 or newer installed they are compiled without one.',
  );
}

/** Whether a private certificate authority is passed on to builds. */
export function checkCertificates({ env }: CheckContext): Check {
  for (const name of ['SSL_CERT_FILE', 'NODE_EXTRA_CA_CERTS']) {
    const path = env[name];
    if (path === undefined || path === '') continue;
    return existsSync(path)
      ? ok('certificates', `${path} (${name})`)
      : bad('certificates', `${name} names ${path}, which is not there`, `Correct ${name}, or unset it.`);
  }
  const usual = '/etc/ssl/certs/ca-certificates.crt';
  return ok('certificates', existsSync(usual) ? usual : "the system's own");
}

/** Which Node runs this. */
export function checkNode(): Check {
  return ok('node', `${process.version} (${process.execPath})`);
}
