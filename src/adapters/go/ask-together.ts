import { setTimeout as passed } from 'node:timers/promises';

/** Questions that come within a moment, or while another one is being answered, are asked as one. */
export interface AskTogether<Answer> {
  ask(key: string): Promise<Answer>;
}

/** As long as services that one edit affects take to find out that they must ask. */
const gatherMs = 5;

/** Asks by `answer`, once at a time; it must have an answer for each key. */
export function askTogether<Answer>(
  answer: (keys: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
): AskTogether<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  let next:
    | { readonly keys: Set<string>; readonly answers: Promise<ReadonlyMap<string, Answer>> }
    | undefined;

  function begin() {
    const keys = new Set<string>();
    const answers = Promise.all([last, passed(gatherMs)]).then(() => {
      next = undefined;
      return answer([...keys]);
    });
    last = answers.catch(() => undefined);
    return { keys, answers };
  }

  return {
    async ask(key) {
      next ??= begin();
      next.keys.add(key);
      const found = (await next.answers).get(key);
      if (found === undefined) throw new Error(`there is no answer for ${key}`);
      return found;
    },
  };
}
