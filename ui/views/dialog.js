// Dialogs: opening, closing, and the messages that follow the person into them.

import { byId, element } from '../dom.js';

/**
 * Wires a dialog: its close buttons, a press beside it, and the toasts, which a modal dialog would
 * otherwise make inert. Returns the function that opens it, which dispatches `opened` to the
 * dialog.
 * @param {import('../main.js').Page} page @param {HTMLDialogElement} dialog
 */
export function mountDialog(page, dialog) {
  for (const button of dialog.querySelectorAll('[data-close]'))
    button.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () =>
    page.toasts.moveTo([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body),
  );
  closeByPressBeside(dialog);
  closeByEscape(dialog);
  return () => {
    if (dialog.open) return;
    dialog.showModal();
    page.toasts.moveTo(dialog);
    dialog.dispatchEvent(new Event('opened'));
  };
}

/**
 * Closes a dialog by a press that begins beside it; one that is dragged out of it does not close.
 * @param {HTMLDialogElement} dialog
 */
function closeByPressBeside(dialog) {
  let beganBeside = false;
  dialog.addEventListener('pointerdown', (event) => {
    beganBeside = event.target === dialog && isBeside(dialog, event);
  });
  dialog.addEventListener('click', (event) => {
    if (beganBeside && event.target === dialog) dialog.close();
  });
}

/**
 * Closes a dialog by Esc in an empty search field: WebKit keeps the key to the field, also when
 * there is nothing to clear.
 * @param {HTMLDialogElement} dialog
 */
function closeByEscape(dialog) {
  dialog.addEventListener('keydown', ({ key, target }) => {
    if (key !== 'Escape' || !(target instanceof HTMLInputElement)) return;
    if (target.type === 'search' && target.value === '') dialog.close();
  });
}

/**
 * Makes a dialog that is small enough to be written here instead of in index.html.
 * @param {string} id @param {string} title @param {...(Node | string)} parts
 */
export function smallDialog(id, title, ...parts) {
  const heading = element('h1', { id: `${id}-title`, tabindex: '-1' }, title);
  const attributes = { id, class: 'question', 'aria-labelledby': heading.id };
  document.body.append(element('dialog', attributes, heading, ...parts));
  return byId(id, HTMLDialogElement);
}

/** @param {HTMLDialogElement} dialog @param {PointerEvent} event */
function isBeside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
