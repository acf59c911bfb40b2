import { hidden, urlPassword } from './values.js';

/** Most lines have none of these, and cost no more than this look. */
const hint = /pass|pwd|secret|token|key|bearer|basic|auth|credential|:\/\/|@tcp|@unix|eyJ/i;

/** `word`, `Word` and `WORD`, as snake, camel and environment write the end of a name. */
function spellings(word: string): readonly string[] {
  return [word, `${word.charAt(0).toUpperCase()}${word.slice(1)}`, word.toUpperCase()];
}

const words = ['password', 'passwd', 'passphrase', 'secret', 'credential', 'credentials', 'token', 'pwd']
  .flatMap(spellings)
  // Not `bypass`, nor `compass`.
  .concat('(?<![a-z])pass', 'Pass', '(?<![A-Z])PASS')
  .concat('(?:api|access|private|secret|signing|encryption|auth|account|client)[_-]?(?:key|Key)')
  .concat('(?:Api|Access|Private|Secret|Signing|Encryption|Auth|Account|Client)[_-]?Key')
  .concat('(?:API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|AUTH|ACCOUNT|CLIENT)[_-]?KEY')
  .join('|');
const quoted = `\\\\"(?:[^"\\\\]|\\\\(?!"))*\\\\"|"(?:[^"\\\\]|\\\\.)*"|'[^']*'`;
const bare = `[^\\s"'\\\\&,;(){}\\[\\]=][^\\s"'\\\\&,;)}\\]]*`;
const value = `(${quoted}|${bare})`;

/** `password=x`, also with blanks; `"password":"x"`, also within a text in JSON; `Password:x` of a printed struct. */
const assigned = new RegExp(`((?:${words})(?:\\\\?["'] ?[:=] ?| = |=|:))${value}`, 'g');
/** A line of YAML, or a header of its own. */
const yaml = new RegExp(`(^\\s*-? ?[\\w.-]{0,128}(?:${words}): +)(${quoted}|\\S+)$`, 'gm');
const authorization = /(\b[Aa]uthorization\\?["']?\s?[:=]\s?\[?\\?["']?)((?:[A-Za-z]+ )?[^\s"'\\,;\]]+)/g;
const notTokens =
  '(?!(?:auth|token|realm|error|scope|scheme|header|challenge|credential|is|was|not|required)[a-z]*\\b)';
const bearer = new RegExp(`\\b([Bb]earer +)${notTokens}[^\\s"'\\\\,;\\])}]{4,}`, 'g');
const basic = /\b([Bb]asic +)(?=\S*[A-Z0-9=])[A-Za-z0-9+/_-]{8,}={0,2}/g;
/** As Go's driver for MySQL wants it. */
const dataSourceHint = /@(?:tcp|unix)\(/;
const dataSource = /([\w.-]{1,64}:)[^\s@:"'/]{1,256}(?=@(?:tcp|unix)\()/g;
const jsonWebToken = /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g;
const privateKey = /(-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----)[^-]+/g;

/** Said of a secret without telling it. */
const nothing = /^(?:true|false|null|nil|none|undefined|\*+|•+|<.*|\$.*|%.*)$/i;

/** Hides what a text itself calls a secret: values of `password=`, `Bearer …`, passwords in addresses, and keys that show by their form. */
export function hideNamed(text: string): string {
  if (!hint.test(text)) return text;
  const addressed = dataSourceHint.test(text) ? text.replace(dataSource, `$1${hidden}`) : text;
  return addressed
    .replace(urlPassword, `$1:${hidden}@`)
    .replace(authorization, (_, before: string) => `${before}${hidden}`)
    .replace(bearer, `$1${hidden}`)
    .replace(basic, `$1${hidden}`)
    .replace(assigned, (all, before: string, said: string) => withoutValue(all, before, said))
    .replace(yaml, (all, before: string, said: string) => withoutValue(all, before, said))
    .replace(jsonWebToken, hidden)
    .replace(privateKey, `$1${hidden}`);
}

/** Quotes stay where they are, and what was JSON stays JSON. */
function withoutValue(all: string, before: string, said: string): string {
  const quote = /^(?:\\"|["'])/.exec(said)?.[0] ?? '';
  const inside = quote === '' ? said : said.slice(quote.length, -quote.length);
  if (inside === '' || nothing.test(inside)) return all;
  const around = quote === '' ? (/(\\?") ?: ?$/.exec(before)?.[1] ?? '') : quote;
  return `${before}${around}${hidden}${around}`;
}
