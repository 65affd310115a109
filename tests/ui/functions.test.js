// The length of the page's functions: what does not fit on a screen is not read.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import ts from 'typescript';

const UI = new URL('../../ui/', import.meta.url);

/** No function may have more lines than this. */
const MOST = 60;
/** Nine functions of ten have at most as many lines. */
const USUAL = 40;

/**
 * Lines of each function in a source text; a nested one counts by itself and within its parent.
 * @param {string} file @param {string} text @returns {{name: string, lines: number}[]}
 */
function functionsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const lineOf = (position) => source.getLineAndCharacterOfPosition(position).line + 1;
  const visit = (node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body) {
      const first = lineOf(node.getStart());
      found.push({ name: `${file}:${first}`, lines: lineOf(node.end) - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Functions of the whole page, the longest first. */
function functionsOfPage() {
  return readdirSync(UI, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => functionsOf(file, readFileSync(new URL(file, UI), 'utf8')))
    .sort((one, other) => other.lines - one.lines);
}

test('functions are counted with those inside of them', () => {
  const text =
    'function a() {\n  const b = () => {\n    return 1;\n  };\n}\nclass C {\n  d() {}\n}\n';
  const lines = functionsOf('a.js', text).map((one) => one.lines);
  assert.deepEqual(lines, [5, 3, 1]);
});

test('functions fit on a screen', () => {
  const all = functionsOfPage();
  const tooLong = all.filter(({ lines }) => lines > MOST);
  assert.deepEqual(tooLong, []);
  const usual = all[Math.floor(all.length / 10)].lines;
  assert.ok(usual <= USUAL, `one function of ten has more than ${usual} lines`);
});
