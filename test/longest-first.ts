import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take longest, the longest first: begun last, one of them would go on alone at the end. */
const longest = [
  'engine/images/prometheus',
  'engine/shop/shop',
  'engine/lifecycle/killed',
  'engine/images/recipes',
  'engine/images/no-go',
  'engine/lifecycle/projects',
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
