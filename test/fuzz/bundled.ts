import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A module of the tests with the source as it lies there now, which Node alone can't read. `place`: its folder in `.sim-tools`. */
export async function bundled<T>(module: URL, place: string): Promise<T> {
  const bundle = await rolldown({
    input: fileURLToPath(module),
    platform: 'node',
    // Packages are found from below the checkout, as ever.
    external: /^[^./]/,
  });
  const { output } = await bundle.write({ dir: `${root}.sim-tools/${place}`, format: 'esm' });
  await bundle.close();
  const made = `${root}.sim-tools/${place}/${basename(output[0].fileName)}`;
  // The module whose type the caller knows, as it was bundled a moment ago.
  return (await import(pathToFileURL(made).href)) as T;
}
