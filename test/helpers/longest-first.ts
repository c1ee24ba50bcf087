import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose tests wait for processes and browsers of their own, and take by far the longest. */
const slow = /\/test\/(?:e2e|browser)\//;

/** Starts with what takes longest, so that at the end no long file runs alone; a fresh clone knows no durations yet. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- not an array's
    const ordered = await super.sort(files);
    return [
      ...ordered.filter(({ moduleId }) => slow.test(moduleId)),
      ...ordered.filter(({ moduleId }) => !slow.test(moduleId)),
    ];
  }
}
