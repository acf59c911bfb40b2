/** So long the newest source is worth beginning a build anew for each time. */
export const patienceMs = 5000;
