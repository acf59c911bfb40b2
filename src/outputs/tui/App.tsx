import { Box, Text, useInput } from 'ink';
import { memo, type ReactElement, useSyncExternalStore } from 'react';
import { keysOf } from './keys.js';
import type { TerminalSession } from './session/session.js';

/** The view on the terminal: shows the session's lines and hands it the keys. */
export function App({ session }: { readonly session: TerminalSession }): ReactElement {
  const lines = useSyncExternalStore(session.subscribe, session.frame);
  useInput((input, key) => {
    for (const name of keysOf(input, key)) session.press(name);
  });
  return (
    <Box flexDirection="column">
      {lines.map((content, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row of the screen is its place, nothing else
        <Row key={row} content={content} />
      ))}
    </Box>
  );
}

/** One row; painted again only when its text changes. Ink gives an empty text no height. */
const Row = memo(function Row({ content }: { readonly content: string }): ReactElement {
  return <Text wrap="truncate">{content === '' ? ' ' : content}</Text>;
});
