import type { CommanderError, Option } from 'commander';
import { Help } from 'commander';
import { SimError } from '../errors.js';

/** The SimError for a mistyped command line, with commander's words; `verb` is '' where no command was found. */
export function usageError({ message }: Pick<CommanderError, 'message'>, verb: string): SimError {
  const [, said = message, guess] = /^(?:error: )?(.*?)(?:\n\(Did you mean (.+)\?\))?$/s.exec(message) ?? [];
  const [, what = said, why] = /^(.*?)\. (.+?)\.?$/s.exec(said) ?? [];
  return new SimError('usage', plain(what.replace(/\.$/, '')), {
    hint:
      guess === undefined
        ? (lowerFirst(why) ?? `bin/sim ${verb === '' ? '' : `${verb} `}--help shows what there is`)
        : didYouMean(guess),
  });
}

/** The help of an option, without the obvious defaults: an absent flag is off, an absent list is empty. */
export function optionHelp(option: Option): string {
  const { defaultValue } = option;
  const goesWithoutSaying =
    defaultValue === false || (Array.isArray(defaultValue) && defaultValue.length === 0);
  const shown = goesWithoutSaying ? Object.create(option, { defaultValue: { value: undefined } }) : option;
  return new Help().optionDescription(shown);
}

function plain(text: string): string {
  return text
    .replace(/^command-argument value ('.*') is invalid for argument '(.*)'$/s, '$1 is no <$2>')
    .replace(/^option '(.*)' argument ('.*') is invalid$/s, '$2 cannot be the value of $1');
}

function lowerFirst(text: string | undefined): string | undefined {
  return text === undefined ? undefined : `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

function didYouMean(guess: string): string {
  return guess.startsWith('one of ') ? `Did you mean ${guess}?` : `Did you mean '${guess}'?`;
}
