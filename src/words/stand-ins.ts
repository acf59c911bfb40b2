/** `golang:1.22 is served by Go 1.26`, for all of them; empty for none. */
export function standInWords(standIns: readonly { readonly for: string; readonly by: string }[]): string {
  return standIns.map((one) => `${one.for} is served by ${one.by}`).join('; ');
}
