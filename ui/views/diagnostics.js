// Copying: the diagnostics, and other texts for the clipboard.

import * as api from '../api.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountDiagnostics(page) {
  for (const button of document.querySelectorAll('[data-copy-diagnostics]')) {
    button.addEventListener('click', () =>
      copy(page, api.getDiagnostics(), say('page-diagnostics-copied')),
    );
  }
}

/**
 * Puts a text on the clipboard and says so. WebKit allows it only within the press of a button, so a
 * text that is still on its way is handed over as a promise.
 * @param {import('../main.js').Page} page @param {string | Promise<string>} text @param {string} said
 */
export async function copy(page, text, said) {
  const blob = Promise.resolve(text).then((ready) => new Blob([ready], { type: 'text/plain' }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    page.toasts.success(said);
  } catch (thrown) {
    const failure =
      thrown instanceof api.Failure
        ? thrown
        : new api.Failure({ code: 'no_clipboard', message: say('page-no-clipboard') });
    page.toasts.failure(failure);
  }
}
