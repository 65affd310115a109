// Dialogs: opening, closing, and the messages that follow the person into them.

/**
 * Wires a dialog: its close buttons, a press beside it, and the toasts, which a modal dialog would
 * otherwise make inert. Gives what opens it.
 * @param {import('../main.js').Page} page @param {HTMLDialogElement} dialog
 */
export function mountDialog(page, dialog) {
  for (const button of dialog.querySelectorAll('[data-close]')) button.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => page.toasts.moveTo([...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body));
  // A press that begins beside the dialog closes it; one that is dragged out of it does not.
  let beside = false;
  dialog.addEventListener('pointerdown', (event) => (beside = event.target === dialog && isBeside(dialog, event)));
  dialog.addEventListener('click', (event) => {
    if (beside && event.target === dialog) dialog.close();
  });
  return () => {
    if (dialog.open) return;
    dialog.showModal();
    page.toasts.moveTo(dialog);
  };
}

/** @param {HTMLDialogElement} dialog @param {PointerEvent} event */
function isBeside(dialog, { clientX, clientY }) {
  const box = dialog.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}
