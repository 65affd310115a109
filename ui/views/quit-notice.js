// The notice, shown once, that closing the window ends the program on a desktop without a tray.

import * as api from '../api.js';
import { byId } from '../dom.js';

/** @param {import('../main.js').Page} page */
export function mountQuitNotice(page) {
  const dialog = byId('closing', HTMLDialogElement);

  byId('closing-stay', HTMLButtonElement).addEventListener('click', () => dialog.close());
  byId('closing-quit', HTMLButtonElement).addEventListener('click', () => page.attempt(api.quit));

  async function show() {
    if (!dialog.open) dialog.showModal();
    try {
      await api.quitNoticeWasShown();
    } catch {
      // Shown again at the next start then: better twice than never.
    }
  }
  return { show };
}
