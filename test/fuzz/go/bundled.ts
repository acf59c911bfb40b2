import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const root = fileURLToPath(new URL('../../../', import.meta.url));

type Campaign = typeof import('./campaign.ts');

/** The campaign with the source as it lies there now, which Node alone can't read. */
export async function bundledCampaign(): Promise<Campaign> {
  const bundle = await rolldown({
    input: fileURLToPath(new URL('./campaign.ts', import.meta.url)),
    platform: 'node',
    // Packages are found from below the checkout, as ever.
    external: /^[^./]/,
  });
  const { output } = await bundle.write({ dir: `${root}.sim-tools/fuzz-go`, format: 'esm' });
  await bundle.close();
  // The module whose type this is, as it was bundled a moment ago.
  return (await import(pathToFileURL(`${root}.sim-tools/fuzz-go/${output[0].fileName}`).href)) as Campaign;
}
