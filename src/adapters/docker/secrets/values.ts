/** What stands where a secret was. */
export const hidden = '••••••';

/** Passwords in addresses such as `postgres://user:password@host`, as written and as meant. */
export function passwordsOfUrls(text: string): readonly string[] {
  return [...text.matchAll(urlPassword)].flatMap(({ 2: password = '' }) => {
    const meant = decoded(password);
    return meant === password ? [password] : [password, meant];
  });
}

/** What stands between the user of an address and its host. */
export const urlPassword = /(:\/\/[^\s:@/"'<>]{0,256}):([^\s/?#"'<>]{1,1024})@/g;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const shortest = 4;
const longestWord = 16;
const longestNumber = 8;
const unmistakable = 12;

/**
 * Where a value gives itself away: one that occurs by chance must not make logs unreadable, nor tell itself by the gaps it leaves.
 * `named`: short ones, plain words and numbers (`postgres`, `live`, `8080`), only where the text calls them a secret. `whole`: others, but
 * not within a longer word. `anywhere`: long ones that are no word.
 */
export function placeOf(value: string): 'named' | 'whole' | 'anywhere' {
  if (value.length < shortest) return 'named';
  if (/^(\p{Lu}+|\p{Lu}?\p{Ll}+)$/u.test(value) && value.length < longestWord) return 'named';
  if (/^\d+$/.test(value) && value.length < longestNumber) return 'named';
  return value.length >= unmistakable ? 'anywhere' : 'whole';
}

/** A text as a regular expression means it. */
export function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
