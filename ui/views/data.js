// The data folder, resetting the settings, and erasing everything, which asks for a typed word first.

import * as api from '../api.js';
import { busy, button, byId, element, show, write } from '../dom.js';
import { say } from '../language.js';
import { mountDialog, smallDialog } from './dialog.js';

/** @param {import('../main.js').Page} page */
export function mountData(page) {
  const folder = byId('data-folder', HTMLElement);
  const reset = byId('reset-settings', HTMLButtonElement);

  byId('open-data-folder', HTMLButtonElement).addEventListener('click', () =>
    api.openDataFolder().catch(page.toasts.failure),
  );
  reset.addEventListener('click', () =>
    busy(reset, async () => {
      try {
        const { change } = await api.resetSettings();
        if (change === null) page.toasts.success(say('page-settings-were-reset'));
        else
          page.toasts.success(say('page-settings-reset'), {
            label: say('page-undo'),
            act: () => page.undo(change),
          });
      } catch (failure) {
        page.toasts.failure(failure);
      }
    }),
  );
  byId('settings', HTMLDialogElement).addEventListener('opened', async () =>
    write(folder, await api.dataFolder().catch(() => '')),
  );
  mountErase(page);
}

/** @param {import('../main.js').Page} page */
function mountErase(page) {
  const copy = button(say('page-copy-first'), 'btn', () => busy(copy, save), { id: 'erase-copy' });
  const copied = element('p', { class: 'muted', role: 'status', hidden: '' });
  const word = /** @type {HTMLInputElement} */ (
    element('input', {
      id: 'erase-word',
      maxlength: '20',
      autocomplete: 'off',
      spellcheck: 'false',
      autocapitalize: 'off',
      'aria-describedby': 'erase-error',
    })
  );
  const error = element('p', { class: 'error', id: 'erase-error', role: 'alert' });
  const yes = /** @type {HTMLButtonElement} */ (
    element(
      'button',
      { type: 'submit', class: 'btn danger', id: 'erase-yes' },
      say('page-erase-yes'),
    )
  );
  const no = element(
    'button',
    { type: 'button', class: 'btn', 'data-close': '' },
    say('page-erase-no'),
  );
  const form = element(
    'form',
    { class: 'column', novalidate: '', autocomplete: 'off' },
    element('label', { class: 'field' }, element('span', {}, say('page-erase-confirm')), word),
    error,
    element('div', { class: 'row wrap' }, yes, no),
  );
  const dialog = smallDialog(
    'erase',
    say('page-erase'),
    element('p', {}, say('page-erase-means')),
    element('div', { class: 'row wrap' }, copy),
    copied,
    form,
  );
  const open = mountDialog(page, dialog);

  async function save() {
    try {
      show(copied, say('page-copied-to', { file: await api.backUp() }));
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
        page.toasts.success(say('page-erased'));
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
