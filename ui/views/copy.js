// Copying texts to the clipboard.

import * as api from '../api.js';
import { say } from '../language.js';

/** Copies the diagnostics. @param {import('../main.js').Page} page */
export const copyDiagnostics = (page) =>
  copy(page, api.getDiagnostics(), say('page-diagnostics-copied'));

/**
 * Puts a text on the clipboard and says so. WebKit allows that only within the press of a button,
 * so a text that is still on its way is given as a promise.
 * @param {import('../main.js').Page} page
 * @param {string | Promise<string>} text
 * @param {string} done sentence of the toast
 */
export async function copy(page, text, done) {
  const blob = Promise.resolve(text).then((ready) => new Blob([ready], { type: 'text/plain' }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })]);
    page.toasts.success(done);
  } catch (failure) {
    const noClipboard = { code: 'no_clipboard', message: say('page-no-clipboard') };
    page.toasts.failure(failure instanceof api.Failure ? failure : new api.Failure(noClipboard));
  }
}
