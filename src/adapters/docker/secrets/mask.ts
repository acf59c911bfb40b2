import { isSecretName } from '../../../environment/secrets.js';
import { hideNamed } from './named.js';
import { escaped, hidden, passwordsOfUrls, placeOf } from './values.js';

/** Hides secrets in texts of containers: those that it was told of, and those that the text itself calls a secret. */
export class SecretMask {
  readonly #anywhere = new Set<string>();
  readonly #whole = new Set<string>();
  #known: RegExp | undefined;

  /** Learns from a container's environment, as `NAME=value`. */
  learn(environment: readonly string[]): void {
    for (const pair of environment) {
      const equals = pair.indexOf('=');
      const value = pair.slice(equals + 1);
      if (isSecretName(pair.slice(0, equals))) this.hide(value);
      for (const password of passwordsOfUrls(value)) this.hide(password);
    }
  }

  /** Adds a secret. Logs come line by line, so each line of a secret with several lines is a secret of its own. */
  hide(secret: string): void {
    const lines = secret.split(/\r?\n/).map((line) => line.trim());
    // The first and the last line of a PEM key are the same for all keys.
    for (const line of lines) if (!line.startsWith('-----')) this.#add(line);
  }

  /** The text with each secret replaced. */
  apply(text: string): string {
    this.#known ??= this.#compile();
    return hideNamed(this.#known === undefined ? text : text.replace(this.#known, hidden));
  }

  #add(value: string): void {
    const place = placeOf(value);
    if (place === 'named') return;
    // In JSON and in URLs some characters are escaped.
    const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed())];
    for (const form of forms) (place === 'anywhere' ? this.#anywhere : this.#whole).add(form);
    this.#known = undefined;
  }

  #compile(): RegExp | undefined {
    const patterns = [
      ...[...this.#anywhere].map((value) => ({ value, pattern: escaped(value) })),
      ...[...this.#whole].map((value) => ({
        value,
        pattern: `(?<![A-Za-z0-9_])${escaped(value)}(?![A-Za-z0-9_])`,
      })),
    ];
    if (patterns.length === 0) return undefined;
    // A secret may be the beginning of another one, so the longer is tried first.
    patterns.sort((a, b) => b.value.length - a.value.length);
    return new RegExp(patterns.map(({ pattern }) => pattern).join('|'), 'g');
  }
}
