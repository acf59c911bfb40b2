/** Imports that break a row of the rooms table, as `file -> room`. The list only ever gets shorter. */
export const exceptions: readonly string[] = [];
