import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { askAhead, configQuestion } from '../../../src/adapters/compose/ahead.js';
import { type ComposeFiles, type ComposeTool, createCompose } from '../../../src/adapters/compose/compose.js';

const fake = fileURLToPath(new URL('./fake-compose.mjs', import.meta.url));
const tool: ComposeTool = { command: [process.execPath, fake], env: { PATH: process.env.PATH, A: '1' } };
const files: ComposeFiles = { project: 'sim-shop', files: [], text: 'name: x\n', profiles: ['debug'] };
const never = new AbortController().signal;

test('what is asked ahead is what Compose is asked otherwise', async () => {
  const { question, answer } = askAhead(tool, files, never);
  expect(question).toBe(configQuestion(tool, files));
  expect(await answer).toEqual(JSON.parse(await createCompose(tool, files).config()));
});

test.each<[string, ComposeTool, ComposeFiles]>([
  ['another file', tool, { ...files, text: 'name: y\n' }],
  ['another profile', tool, { ...files, profiles: [] }],
  ['another variable', { ...tool, env: { ...tool.env, A: '2' } }, files],
  ['another Compose', { ...tool, command: ['docker', 'compose'] }, files],
])('%s makes another question', (_, otherTool, otherFiles) => {
  expect(configQuestion(otherTool, otherFiles)).not.toBe(configQuestion(tool, files));
});

test('the order of variables makes no difference', () => {
  const env = { A: '1', PATH: process.env.PATH };
  expect(configQuestion({ ...tool, env }, files)).toBe(configQuestion(tool, files));
});

test.each<[string, ComposeTool]>([
  ['fails', { ...tool, command: [process.execPath, '-e', 'process.exit(1)', '--'] }],
  ['is not there', { ...tool, command: ['/nonexistent/compose'] }],
  ['says nonsense', { ...tool, command: [process.execPath, '-e', 'console.log("a: [")', '--'] }],
])('a Compose that %s gives no answer: it has to be asked again', async (_, broken) => {
  expect(await askAhead(broken, files, never).answer).toBeUndefined();
});

test('one that is interrupted gives none', async () => {
  const interrupted = new AbortController();
  const command = [process.execPath, '-e', 'setInterval(() => {}, 1000)', '--'];
  const { answer } = askAhead({ ...tool, command }, files, interrupted.signal);
  interrupted.abort();
  expect(await answer).toBeUndefined();
});
