// Copying: the diagnostics, and other texts for the clipboard.

import * as api from '../api.js';

/** @param {import('../main.js').Page} page */
export function mountDiagnostics(page) {
  for (const button of document.querySelectorAll('[data-copy-diagnostics]')) {
    button.addEventListener('click', async () => {
      try {
        await copy(page, await api.getDiagnostics(), 'Diagnostics copied');
      } catch (failure) {
        page.toasts.failure(failure);
      }
    });
  }
}

/**
 * Puts a text on the clipboard and says so.
 * @param {import('../main.js').Page} page @param {string} text @param {string} said
 */
export async function copy(page, text, said) {
  try {
    await navigator.clipboard.writeText(text);
    page.toasts.success(said);
  } catch {
    page.toasts.failure(new api.Failure({ code: 'no_clipboard', message: 'The clipboard did not take the text. Select it and copy it by hand.' }));
  }
}
