/** The releases of Compose that Sim is held against. */
export const composeVersions = ['2.26', '2.40', '5'] as const;
export type ComposeVersion = (typeof composeVersions)[number];

/** The release of Compose 5 that is built. Its module is the only thing of it that registries have. */
export const composeFive = 'v5.4.0';

/** The version that was typed; throws with what there is. */
export function composeVersion(text: string | undefined): ComposeVersion {
  const found = composeVersions.find((version) => version === (text ?? '2.26'));
  if (found === undefined) throw new Error(`'${text}' is none of ${composeVersions.join(', ')}`);
  return found;
}

/** Whether a program that says this of itself is of that release. */
export function isOfVersion(said: string, version: ComposeVersion): boolean {
  return said.replace(/^v/, '').startsWith(`${version}.`);
}
