// The page's sentences as the program gives them to the window: English, from its own file.
// Imported before the page.

import { readFileSync } from 'node:fs';

const file = readFileSync(
  new URL('../../src-tauri/crates/i18n/locales/en.ftl', import.meta.url),
  'utf8',
);
const lines = [...file.matchAll(/^(page-[a-z0-9-]+) = (.+)$/gm)];

globalThis.sentences = {
  en: Object.fromEntries(
    lines.map(([, key, text]) => [key, text.replace(/\{ \$(\w+) \}/g, '{$1}')]),
  ),
};
