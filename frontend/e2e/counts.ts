import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with the one line that `make test` adds up. */
class Counts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    for (const module of modules) {
      const before = count.failed;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state !== 'pending') count[state] += 1;
      }
      // A file that could not begin has no failed test of its own.
      if (!module.ok() && count.failed === before) count.failed += 1;
    }
    const { passed, failed, skipped } = count;
    console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  }
}

export default Counts;
