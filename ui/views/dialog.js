// Dialogs: opening, closing, and the messages that follow the person into them.

import { byId, element } from '../dom.js';

/**
 * Wires a dialog: its close buttons, a press beside it, and the toasts, which a modal dialog would
 * otherwise make inert. Gives what opens it; whoever wants to know hears `opened` of the dialog.
 * @param {import('../main.js').Page} page @param {HTMLDialogElement} dialog
 */
export function mountDialog(page, dialog) {
  for (const button of dialog.querySelectorAll('[data-close]'))
    button.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () =>
    page.toasts.moveTo([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body),
  );
  // A press that begins beside the dialog closes it; one that is dragged out of it does not.
  let beside = false;
  dialog.addEventListener(
    'pointerdown',
    (event) => (beside = event.target === dialog && isBeside(dialog, event)),
  );
  dialog.addEventListener('click', (event) => {
    if (beside && event.target === dialog) dialog.close();
  });
  // A search field keeps Esc to itself in WebKit, also when there is nothing to clear.
  dialog.addEventListener('keydown', ({ key, target }) => {
    if (
      key === 'Escape' &&
      target instanceof HTMLInputElement &&
      target.type === 'search' &&
      target.value === ''
    )
      dialog.close();
  });
  return () => {
    if (dialog.open) return;
    dialog.showModal();
    page.toasts.moveTo(dialog);
    dialog.dispatchEvent(new Event('opened'));
  };
}

/**
 * Makes a dialog that is small enough to be written here instead of in index.html.
 * @param {string} id @param {string} title @param {...(Node | string)} parts
 */
export function smallDialog(id, title, ...parts) {
  const heading = element('h1', { id: `${id}-title`, tabindex: '-1' }, title);
  const made = element(
    'dialog',
    { id, class: 'question', 'aria-labelledby': heading.id },
    heading,
    ...parts,
  );
  document.body.append(made);
  return byId(id, HTMLDialogElement);
}

/** @param {HTMLDialogElement} dialog @param {PointerEvent} event */
function isBeside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
