// Says once that closing the window ends the program where the desktop has no tray.

import * as api from '../api.js';
import { byId } from '../dom.js';

/** @param {import('../main.js').Page} page */
export function mountClosing(page) {
  const dialog = byId('closing', HTMLDialogElement);

  byId('closing-stay', HTMLButtonElement).addEventListener('click', () => dialog.close());
  byId('closing-quit', HTMLButtonElement).addEventListener('click', async () => {
    try {
      await api.quit();
    } catch (failure) {
      page.toasts.failure(failure);
    }
  });

  async function tell() {
    if (!dialog.open) dialog.showModal();
    try {
      await api.closingQuitsWasTold();
    } catch {
      // It is told again at the next start: better twice than never.
    }
  }
  return { tell };
}
