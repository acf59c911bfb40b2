import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest: begun last, one of them would go on alone at the end. */
const longest = [
  'with-engine/lifecycle/killed',
  'with-engine/images/no-go',
  'with-engine/images/recipes',
  'with-engine/lifecycle/projects',
  'with-engine/lifecycle/adopt',
  'with-engine/loop/engine-gone',
  // Not the very first: until then what the shop stands on is compiled, by the steps that check it.
  'with-engine/shop/shop',
  'with-engine/loop/whole-loop',
  'with-engine/images/prometheus',
  'with-engine/lifecycle/engine-gone',
  'with-engine/lifecycle/stuck-controller',
];

/** Vitest knows how long each file took the last time; on a fresh clone this does. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      return found === -1 ? longest.length : found;
    };
    return sorted.sort((one, other) => place(one) - place(other));
  }
}
