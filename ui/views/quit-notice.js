// The notice, shown once, that closing the window ends the program on a desktop without a tray.

import * as api from '../api.js';
import { byId } from '../dom.js';
import { markup, style } from '../load.js';

/** @param {import('../main.js').Page} page */
export async function mount(page) {
  await style('dialog');
  document.body.append(await markup('closing'));
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
