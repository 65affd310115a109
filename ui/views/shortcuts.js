// Keys that work everywhere in the window, and the list of them behind `?`.

import * as api from '../api.js';
import { byId, button, element } from '../dom.js';
import { say } from '../language.js';
import { mountDialog, smallDialog } from './dialog.js';

/** Dialogs that are left by themselves when another place is gone to; the others wait for an answer. */
const PANELS = '#settings, #all-jobs, #spending, #price-book, #shortcuts';

/** @typedef {{keys: string[], does: string, act: () => unknown, stays?: boolean}} Shortcut */

/** @param {import('../main.js').Page} page @param {{open: () => void}} settings */
export function mountShortcuts(page, settings) {
  const press = (/** @type {string} */ id) => () => byId(id, HTMLButtonElement).click();
  /** @type {Shortcut[]} */
  const shortcuts = [
    { keys: ['F9'], does: say('page-shortcut-hide'), act: press('hide-amounts'), stays: true },
    {
      keys: ['F5', 'Ctrl+R'],
      does: say('page-refresh.aria-label'),
      act: press('refresh'),
      stays: true,
    },
    { keys: ['Ctrl+N'], does: say('page-next-job'), act: nextJob },
    { keys: ['Ctrl+J'], does: say('page-all-jobs'), act: press('open-jobs') },
    { keys: ['Ctrl+G'], does: say('page-spending'), act: press('open-spending') },
    { keys: ['Ctrl+P'], does: say('page-price-book'), act: press('open-prices') },
    { keys: ['Ctrl+,'], does: say('page-settings'), act: settings.open },
    {
      keys: ['Ctrl+Q'],
      does: say('page-quit'),
      act: () => api.quit().catch(page.toasts.failure),
      stays: true,
    },
    { keys: ['?', 'F1'], does: say('page-shortcut-list'), act: mountList() },
  ];

  /** @returns {() => void} what opens the list */
  function mountList() {
    const list = element('dl', { class: 'keys' });
    const dialog = smallDialog(
      'shortcuts',
      say('page-shortcuts'),
      list,
      element(
        'div',
        { class: 'row' },
        button(say('page-close'), 'btn', () => dialog.close(), { id: 'close-shortcuts' }),
      ),
    );
    const open = mountDialog(page, dialog);
    byId('open-shortcuts', HTMLButtonElement).addEventListener('click', open);
    dialog.addEventListener('opened', () =>
      list.replaceChildren(...shortcuts.map(line), ...BESIDE.map(line)),
    );
    return open;
  }

  mountUndo(page);
  document.addEventListener('keydown', (event) => {
    const shortcut = shortcuts.find(({ keys }) => keys.some((keyed) => isPressed(keyed, event)));
    if (!shortcut) return;
    event.preventDefault();
    if (!event.repeat && (shortcut.stays || leavePanels(shortcut.keys))) shortcut.act();
  });
}

/** What works without this module; listed with the others. @type {{keys: string[], does: string}[]} */
const BESIDE = [
  { keys: ['Ctrl+Z'], does: say('page-shortcut-undo') },
  { keys: [say('page-key-escape')], does: say('page-shortcut-close') },
  { keys: ['Tab', say('page-key-back')], does: say('page-shortcut-tab') },
  { keys: [say('page-key-arrows')], does: say('page-shortcut-arrows') },
];

/** @param {{keys: string[], does: string}} shortcut */
function line({ keys, does }) {
  const parts = keys.flatMap((keyed, nth) => [
    ...(nth ? [` ${say('page-or')} `] : []),
    element('kbd', {}, keyed),
  ]);
  return element('div', {}, element('dt', {}, ...parts), element('dd', {}, does));
}

/** Closes the panels that are open; not where a question or an import waits. @param {string[]} keys */
function leavePanels(keys) {
  const open = [...document.querySelectorAll('dialog[open]')];
  if (open.some((dialog) => !dialog.matches(PANELS))) return false;
  // The list comes over whatever is open, and goes back to it.
  if (!keys.includes('?'))
    for (const dialog of open.reverse()) if (dialog instanceof HTMLDialogElement) dialog.close();
  return true;
}

function nextJob() {
  const isModel = byId('job-tab-model', HTMLButtonElement).getAttribute('aria-selected') === 'true';
  byId(isModel ? 'job-model' : 'job-images', HTMLInputElement).focus();
}

/** @param {string} keyed as the list names it @param {KeyboardEvent} event */
function isPressed(keyed, event) {
  const key = keyed.replace('Ctrl+', '');
  if (event.altKey || event.key.toLowerCase() !== key.toLowerCase()) return false;
  if (keyed === '?') return !event.ctrlKey && !event.metaKey && !isTyping(event.target);
  return (event.ctrlKey || event.metaKey) === keyed.startsWith('Ctrl+') && !event.shiftKey;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  return (
    target instanceof HTMLInputElement &&
    !['radio', 'checkbox', 'button', 'file'].includes(target.type)
  );
}

/** @param {import('../main.js').Page} page */
function mountUndo(page) {
  /** The field that was edited since it has the focus. @type {EventTarget | null} */
  let edited = null;
  let undoing = false;

  document.addEventListener('input', (event) => (edited = event.target));
  document.addEventListener('focusout', () => (edited = null));
  document.addEventListener('keydown', async (event) => {
    const isUndo =
      (event.ctrlKey || event.metaKey) &&
      !event.shiftKey &&
      !event.altKey &&
      event.key.toLowerCase() === 'z';
    if (!isUndo || hasItsOwn(event.target)) return;
    event.preventDefault();
    // A key that is held down undoes one thing.
    if (event.repeat || undoing) return;
    undoing = true;
    await page.undo();
    undoing = false;
  });

  /** A field with something in it, or just emptied, has an undo of its own. @param {EventTarget | null} target */
  function hasItsOwn(target) {
    return (
      isTyping(target) && /** @type {HTMLInputElement} */ (target.value !== '' || edited === target)
    );
  }
}
