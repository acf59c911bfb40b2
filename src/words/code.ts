/** What the live build of a service does: one that runs answers only where the service is ready. */
export function liveWord({ ready }: { readonly ready: boolean }): string {
  return ready ? 'answers' : 'runs';
}

/** What became of the newest build, after its number: only what the compiler refuses is a failed build. */
export function failedWord({ failed }: { readonly failed: string | null | undefined }): string {
  return failed === 'start' ? 'did not come up' : 'failed';
}
