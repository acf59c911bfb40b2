/** One thing that somebody does; paths are relative to the world's root, whose absolute path texts and targets call `@ROOT@`. */
export type Step =
  | {
      readonly do: 'write';
      readonly path: string;
      readonly text: string;
      /** As some editors do it: beside it and renamed, or in two parts; otherwise in its place. */
      readonly how?: 'rename' | 'halves';
    }
  /** The first match of a regular expression in a file gets another text. */
  | { readonly do: 'replace'; readonly path: string; readonly from: string; readonly to: string }
  | { readonly do: 'remove'; readonly path: string }
  | { readonly do: 'move'; readonly path: string; readonly to: string }
  /** A symbolic link, in place of whatever is there. */
  | { readonly do: 'link'; readonly path: string; readonly target: string }
  | { readonly do: 'folder'; readonly path: string }
  /** Its time of writing becomes that many seconds ago. */
  | { readonly do: 'age'; readonly path: string; readonly seconds: number }
  | { readonly do: 'pause'; readonly ms: number }
  /** Go itself is run: `mod vendor`, `env -w`. */
  | { readonly do: 'go'; readonly folder: string; readonly words: readonly string[] }
  | SimStep;

/** What is done to Sim itself. */
export type SimStep =
  /** A build is asked for by hand. */
  | { readonly do: 'rebuild' }
  /** Its controller ends and another one begins. */
  | { readonly do: 'restart' }
  /** The environment goes down and comes up again. */
  | { readonly do: 'down-and-up' }
  /** `x-sim.go` names another folder, and `up` is typed again. */
  | { readonly do: 'serve'; readonly folder: string };

/** A named edit, with the steps that it came to. */
export interface Edit {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** Edits without a wait between them: what comes of them is compared when all are done. */
export type Turn = readonly Edit[];

/** Where a sequence begins. */
export interface Opening {
  readonly name: string;
  /** The folder of the `package main`. */
  readonly service: string;
  readonly files: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
  /** Variables of the shell in which Sim was started. */
  readonly env: Readonly<Record<string, string>>;
  /** The tree that it came from by edits; `undefined` where it is one of those that seeds begin with. */
  readonly before?: Opening;
}

/** Everything that was done, from its beginning. */
export interface Sequence {
  readonly opening: Opening;
  readonly turns: readonly Turn[];
}

export function isSimStep(step: Step): step is SimStep {
  return ['rebuild', 'restart', 'down-and-up', 'serve'].includes(step.do);
}
