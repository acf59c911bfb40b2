/**
 * A pattern of `//go:embed` as a regular expression, as Go's `path.Match` understands it; with `below` it also matches what lies below a
 * match. A character class that Go accepts and this function does not matches nothing.
 */
export function embedGlob(glob: string, { below }: { readonly below: boolean }): RegExp {
  const source = glob.replace(
    /\\(.)|\[\^?[^\]]*\]|[*?]|[.+^${}()|\]\\]/g,
    (part, escaped: string | undefined) => {
      if (escaped !== undefined) return `\\u{${(escaped.codePointAt(0) ?? 0).toString(16)}}`;
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.length > 1 ? part : `\\${part}`;
    },
  );
  try {
    return new RegExp(`^${source}${below ? '(/.*)?' : ''}$`, 'u');
  } catch {
    return /(?!)/;
  }
}
