/** What lies about of environments that are gone, and how to be rid of it. */
export function leftBehindText(
  left: readonly { readonly name: string; readonly bytes: number }[],
  folder: string,
): string {
  const bytes = left.reduce((sum, one) => sum + one.bytes, 0);
  const names = left.map(({ name }) => name).join(', ');
  return `left in ${folder} of what is gone: ${names} (${megabytes(bytes)}); bin/sim down --volumes --name NAME removes one`;
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? 'less than 1 MB' : `${Math.round(bytes / 1_000_000)} MB`;
}
