// Erasing everything, which asks for a typed word first.

import * as api from '../api.js';
import { busy, button, element, onSubmit, show, write } from '../dom.js';
import { say } from '../language.js';
import { style } from '../load.js';
import { mountDialog, smallDialog } from './dialog.js';

/** @param {import('../main.js').Page} page */
export async function mount(page) {
  await style('dialog');
  const copy = button(say('page-copy-first'), 'btn', () => busy(copy, save), { id: 'erase-copy' });
  const copied = element('p', { class: 'muted', role: 'status', hidden: '' });
  const { form, word, error, yes } = eraseForm();
  const dialog = smallDialog(
    'erase',
    say('page-erase'),
    element('p', {}, say('page-erase-means')),
    element('div', { class: 'row wrap' }, copy),
    copied,
    form,
  );
  const open = mountDialog(page, dialog);

  const save = () =>
    page.attempt(async () => show(copied, say('page-copied-to', { file: await api.backUp() })));

  /** @param {string} message */
  function refuse(message) {
    write(error, message);
    word.setAttribute('aria-invalid', String(message !== ''));
  }

  onSubmit(form, yes, () => erase(page, dialog, word, refuse));
  word.addEventListener('input', () => refuse(''));
  return {
    open() {
      word.value = '';
      refuse('');
      show(copied, null);
      open();
      copy.focus();
    },
  };
}

/** Makes the form with the word that confirms erasing. */
function eraseForm() {
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
  const closing = { type: 'button', class: 'btn', 'data-close': '' };
  const no = element('button', closing, say('page-erase-no'));
  const form = /** @type {HTMLFormElement} */ (
    element(
      'form',
      { class: 'column', novalidate: '', autocomplete: 'off' },
      element('label', { class: 'field' }, element('span', {}, say('page-erase-confirm')), word),
      error,
      element('div', { class: 'row wrap' }, yes, no),
    )
  );
  return { form, word, error, yes };
}

/**
 * @param {import('../main.js').Page} page @param {HTMLDialogElement} dialog
 * @param {HTMLInputElement} word @param {(message: string) => void} refuse
 */
async function erase(page, dialog, word, refuse) {
  try {
    page.state.shown(await api.eraseEverything(word.value));
    dialog.close();
    await page.go('overview');
    page.toasts.success(say('page-erased'));
  } catch (thrown) {
    const failure = /** @type {api.Failure} */ (thrown);
    refuse(failure.message);
    if (failure.code === 'not_confirmed') word.focus();
    else page.toasts.failure(failure);
  }
}
