// The data folder, resetting the settings, and erasing everything, which asks for a typed word first.

import * as api from '../api.js';
import { busy, button, byId, element, show, write } from '../dom.js';
import { mountDialog, smallDialog } from './dialog.js';

/** What is typed to confirm; the program checks it too. */
const WORD = 'erase';

/** @param {import('../main.js').Page} page */
export function mountData(page) {
  const folder = byId('data-folder', HTMLElement);
  const reset = byId('reset-settings', HTMLButtonElement);

  byId('open-data-folder', HTMLButtonElement).addEventListener('click', () => api.openDataFolder().catch(page.toasts.failure));
  reset.addEventListener('click', () => busy(reset, async () => {
    try {
      const { change } = await api.resetSettings();
      if (change === null) page.toasts.success('The settings are as they were at first');
      else page.toasts.success('Settings reset', { label: 'Undo', act: () => page.undo(change) });
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }));
  byId('settings', HTMLDialogElement).addEventListener('opened', async () => write(folder, await api.dataFolder().catch(() => '')));
  mountErase(page);
}

/** @param {import('../main.js').Page} page */
function mountErase(page) {
  const copy = button('Copy to downloads first', 'btn', () => busy(copy, save), { id: 'erase-copy' });
  const copied = element('p', { class: 'muted', role: 'status', hidden: '' });
  const word = /** @type {HTMLInputElement} */ (element('input', { id: 'erase-word', maxlength: '20', autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', 'aria-describedby': 'erase-error' }));
  const error = element('p', { class: 'error', id: 'erase-error', role: 'alert' });
  const yes = /** @type {HTMLButtonElement} */ (element('button', { type: 'submit', class: 'btn danger', id: 'erase-yes' }, 'Erase everything'));
  const no = element('button', { type: 'button', class: 'btn', 'data-close': '' }, 'Keep everything');
  const form = element('form', { class: 'column', novalidate: '', autocomplete: 'off' },
    element('label', { class: 'field' }, element('span', {}, `Type the word “${WORD}” to confirm`), word), error, element('div', { class: 'row wrap' }, yes, no));
  const dialog = smallDialog('erase', 'Erase everything?',
    element('p', {}, 'Balances, jobs, prices, settings, the copies of the last days, keys and the log are removed from this computer, for good. fal Budget is then as it was when you first started it. What you exported or copied to your downloads stays.'),
    element('div', { class: 'row wrap' }, copy), copied, form);
  const open = mountDialog(page, dialog);

  async function save() {
    try {
      show(copied, `Copied to ${await api.backUp()}`);
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  /** @param {string} message */
  function refuse(message) {
    write(error, message);
    word.setAttribute('aria-invalid', String(message !== ''));
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(yes, async () => {
      try {
        page.state.shown(await api.eraseEverything(word.value));
        for (const left of [dialog, byId('settings', HTMLDialogElement)]) left.close();
        page.toasts.success('Everything is erased');
      } catch (thrown) {
        const failure = /** @type {api.Failure} */ (thrown);
        refuse(failure.message);
        if (failure.code === 'not_confirmed') word.focus();
        else page.toasts.failure(failure);
      }
    });
  });
  word.addEventListener('input', () => refuse(''));
  byId('open-erase', HTMLButtonElement).addEventListener('click', () => {
    word.value = '';
    refuse('');
    show(copied, null);
    open();
    copy.focus();
  });
}
