import { request } from 'node:http';

/*
 * A view as somebody wrote it against the first version of the contract, with nothing of Sim's own. It is never changed: what it
 * can't read any more is a breach of the contract.
 */

interface Shown {
  readonly environment: { readonly name: string; readonly ready: boolean };
  readonly status: {
    readonly services: readonly {
      readonly name: string;
      readonly state: string;
      readonly cause: string | null;
    }[];
  };
  readonly story: { readonly entries: readonly { readonly level: string; readonly text: string }[] };
}

type Delta = Readonly<Record<string, unknown>>;

/** Follows the views of a controller; calls `look` with what it would draw, at first and after each change. */
export function follow(socketPath: string, look: (lines: readonly string[]) => void): { stop(): void } {
  let shown: unknown;
  let text = '';
  const call = request({ socketPath, path: '/v1/views?follow=true' }, (response) => {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const [event = '', data = ''] = text.slice(0, end).split('\n');
        text = text.slice(end + 2);
        const value: unknown = JSON.parse(data.slice('data: '.length));
        if (event === 'event: view') shown = value;
        else if (event === 'event: delta') shown = changed(shown, value as Delta);
        else continue;
        look(linesOf(shown as Shown));
      }
    });
    response.on('error', () => undefined);
  });
  call.on('error', () => undefined);
  call.end();
  return { stop: () => call.destroy() };
}

function linesOf({ environment, status, story }: Shown): readonly string[] {
  const last = story.entries.at(-1);
  return [
    `${environment.name} is ${environment.ready ? 'ready' : 'not ready'}`,
    ...status.services.map(
      ({ name, state, cause }) => `${name} ${state}${cause === null ? '' : `: ${cause}`}`,
    ),
    ...(last === undefined ? [] : [`${last.level}: ${last.text}`]),
  ];
}

function changed(before: unknown, delta: Delta): unknown {
  if ('set' in delta) return delta.set;
  if ('drop' in delta)
    return [...(before as unknown[]).slice(delta.drop as number), ...(delta.push as unknown[])];
  if ('at' in delta) {
    const at = delta.at as Readonly<Record<string, Delta>>;
    return (before as unknown[]).map((item, index) =>
      at[index] === undefined ? item : changed(item, at[index]),
    );
  }
  const after: Record<string, unknown> = { ...(before as object) };
  for (const [key, inner] of Object.entries(delta.in as Readonly<Record<string, Delta>>))
    after[key] = changed(after[key], inner);
  for (const key of (delta.gone as string[] | undefined) ?? []) delete after[key];
  return after;
}
