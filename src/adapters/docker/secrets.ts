const secretName = /(_|^)(PASSWORD|PASSWD|TOKEN|SECRET|KEY)(_FILE)?$/i;
const shortestSecret = 4;

/** Hides values of variables that look secret from all text that passes through. */
export class SecretMask {
  readonly #values = new Set<string>();

  /** Learns from a container's environment, as `NAME=value`. */
  learn(environment: readonly string[]): void {
    for (const pair of environment) {
      const equals = pair.indexOf('=');
      const name = pair.slice(0, equals);
      const value = pair.slice(equals + 1);
      // The name of a file is no secret, and a very short value would mask half of every text.
      if (secretName.test(name) && !name.endsWith('_FILE') && value.length >= shortestSecret) {
        this.#values.add(value);
      }
    }
  }

  /** The text with each known secret replaced. */
  apply(text: string): string {
    let masked = text;
    for (const value of this.#values) masked = masked.replaceAll(value, '••••••');
    return masked;
  }
}
