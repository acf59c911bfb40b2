import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configurationIn, examplesIn } from '../../src/init/configuration.js';
import { folderWith } from '../inputs/declaration/project-folder.js';

test('plain values of files are known by the path of their keys, in any case, and the first file that has one counts', async () => {
  const folder = await folderWith({
    'a.yaml': 'server:\n  Port: 4000\n  hosts: [a]\nname: first\n',
    'b.json': '{"name": "second", "db": {"url": "x"}}',
    'c.toml': 'top = 1\n[http]\naddr = ":9000" # ours\nlist = ["a"]\n',
    'd.ini': '; comment\n[server]\nHttpPort = 8000\n',
    'broken.yaml': 'a: [\n',
    'gone.txt': 'a: 1\n',
  });
  const files = ['a.yaml', 'b.json', 'c.toml', 'd.ini', 'broken.yaml', 'gone.txt', 'none.yaml'];
  expect(configurationIn(files.map((file) => join(folder, file)))).toEqual({
    'server.port': '4000',
    name: 'first',
    'db.url': 'x',
    top: '1',
    'http.addr': ':9000',
    'server.httpport': '8000',
  });
});

test('of examples of .env what is not empty is known', async () => {
  const folder = await folderWith({ '.env.example': 'PORT=3000\nKEY=\n', '.env': 'PORT=1\nMORE="x y"\n' });
  const files = ['.env.example', '.env', 'gone'].map((file) => join(folder, file));
  expect(examplesIn(files)).toEqual({ $PORT: '3000', $MORE: 'x y' });
});
