import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { program } from './desk';

// The types of the screens were generated from what this very desk describes: `npm run generate` after a change there.
test('the screens stand on the methods that the desk has', () => {
  const described: unknown = JSON.parse(
    execFileSync(program, ['methods'], { encoding: 'utf8', maxBuffer: 64 << 20 }),
  );
  const known: unknown = JSON.parse(readFileSync(resolve('src/bridge/methods.json'), 'utf8'));
  expect(known).toEqual(described);
});
