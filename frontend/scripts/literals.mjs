// Finds text for people that stands in a screen instead of in a catalogue.
import { readFile } from 'node:fs/promises';
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseSync } from 'vite';

const root = new URL('../src', import.meta.url).pathname;
const spoken = new Set([
  'aria-label',
  'aria-description',
  'title',
  'placeholder',
  'label',
  'description',
  'alt',
]);
const letters = /\p{L}{2}/u;

function* walk(node) {
  if (Array.isArray(node)) for (const child of node) yield* walk(child);
  else if (node && typeof node === 'object') {
    if (typeof node.type === 'string') yield node;
    for (const value of Object.values(node)) if (value && typeof value === 'object') yield* walk(value);
  }
}

/** The text that a node would show, or undefined when it shows none of its own. */
function shown(node) {
  if (node.type === 'JSXText') return node.value;
  if (node.type === 'JSXExpressionContainer' && node.expression.type === 'Literal')
    return node.expression.value;
  if (node.type === 'JSXAttribute' && spoken.has(node.name.name) && node.value?.type === 'Literal')
    return node.value.value;
  return undefined;
}

/** Strings given to other attributes (className, size) are not spoken. */
function silent(program) {
  const quiet = new Set();
  for (const node of walk(program)) {
    if (node.type === 'JSXAttribute' && !spoken.has(node.name.name) && node.value) quiet.add(node.value);
  }
  return quiet;
}

let found = 0;
for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !entry.name.endsWith('.tsx') || entry.name.endsWith('.test.tsx')) continue;
  const file = join(entry.parentPath, entry.name);
  const text = await readFile(file, 'utf8');
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const quiet = silent(program);
  for (const node of walk(program)) {
    const words = quiet.has(node) ? undefined : shown(node);
    if (typeof words !== 'string' || !letters.test(words)) continue;
    found += 1;
    const line = text.slice(0, node.start).split('\n').length;
    console.error(`${relative(process.cwd(), file)}:${line}: put “${words.trim()}” into the catalogues`);
  }
}
if (found > 0) process.exit(1);
