/** Compose's own rule for a service's name. */
export const serviceNamePattern = /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/;
