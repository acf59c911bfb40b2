// Stands in for a controller of another version: `controller --state FOLDER BEHAVIOUR`, where a wish is either obeyed ('goes'),
// taken and forgotten ('forgets'), never answered ('hangs') or not understood ('refuses'). What hangs hears no SIGTERM either.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createHolder } from 'node:net';
import { join } from 'node:path';

const [, , , , stateDir, behaviour] = process.argv;
if (behaviour === 'hangs') process.on('SIGTERM', () => undefined);

const server = createServer((request, response) => {
  if (request.url === '/v1/controller') {
    response.end(JSON.stringify({ pid: process.pid, version: '0', protocol: 'another' }));
  } else if (behaviour === 'refuses') {
    response.writeHead(404).end(JSON.stringify({ code: 'failed', message: 'no POST /v1/wishes here' }));
  } else if (behaviour !== 'hangs') {
    response.end('{}', () => behaviour === 'goes' && process.exit(0));
  }
});
const socket = join(stateDir, 'api.sock');
const listen = () => server.listen(socket, () => process.stdout.write('listening\n'));
// Only Linux has abstract names, by which a controller holds its place.
if (process.platform === 'linux') {
  const name = `\0sim-controller-${createHash('sha256').update(socket).digest('hex')}`;
  createHolder((connection) => connection.end(`${process.pid}\n`)).listen(name, listen);
} else listen();
