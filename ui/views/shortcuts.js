// Keys that work everywhere in the window, and the list of them behind `?`.

import * as api from '../api.js';
import { byId, button, element } from '../dom.js';
import { say } from '../language.js';
import { mountDialog, smallDialog } from './dialog.js';

/** Dialogs that close by themselves on the way to another place; the others wait for an answer. */
const PANELS = '#settings, #all-jobs, #spending, #price-book, #shortcuts';

/** @typedef {{keys: string[], does: string}} Line of the list */
/** @typedef {Line & {act: () => unknown, stays?: boolean}} Shortcut */

/** @param {import('../main.js').Page} page @param {{open: () => void}} settings */
export function mountShortcuts(page, settings) {
  const shortcuts = placesAndCommands(page, settings);
  const list = { keys: ['?', 'F1'], does: say('page-shortcut-list') };
  const openList = mountList(page, [...shortcuts, list, ...OTHERS]);
  const all = [...shortcuts, { ...list, act: openList }];

  mountUndo(page);
  document.addEventListener('keydown', (event) => {
    const shortcut = all.find(({ keys }) => keys.some((name) => isPressed(name, event)));
    if (!shortcut) return;
    event.preventDefault();
    if (!event.repeat && (shortcut.stays || leavePanels(shortcut.keys))) shortcut.act();
  });
}

/**
 * @param {import('../main.js').Page} page @param {{open: () => void}} settings
 * @returns {Shortcut[]}
 */
function placesAndCommands(page, settings) {
  const press = (/** @type {string} */ id) => () => byId(id, HTMLButtonElement).click();
  const refresh = say('page-refresh.aria-label');
  const quit = () => page.attempt(api.quit);
  return [
    { keys: ['F9'], does: say('page-shortcut-hide'), act: press('hide-amounts'), stays: true },
    { keys: ['F5', 'Ctrl+R'], does: refresh, act: press('refresh'), stays: true },
    { keys: ['Ctrl+N'], does: say('page-next-job'), act: focusJobForm },
    { keys: ['Ctrl+J'], does: say('page-all-jobs'), act: press('open-jobs') },
    { keys: ['Ctrl+G'], does: say('page-spending'), act: press('open-spending') },
    { keys: ['Ctrl+P'], does: say('page-price-book'), act: press('open-prices') },
    { keys: ['Ctrl+,'], does: say('page-settings'), act: settings.open },
    { keys: ['Ctrl+Q'], does: say('page-quit'), act: quit, stays: true },
  ];
}

/** Keys that work without this module; listed with the others. @type {Line[]} */
const OTHERS = [
  { keys: ['Ctrl+Z'], does: say('page-shortcut-undo') },
  { keys: [say('page-key-escape')], does: say('page-shortcut-close') },
  { keys: ['Tab', say('page-key-back')], does: say('page-shortcut-tab') },
  { keys: [say('page-key-arrows')], does: say('page-shortcut-arrows') },
];

/**
 * Makes the dialog with the list. Returns the function that opens it.
 * @param {import('../main.js').Page} page @param {Line[]} lines
 */
function mountList(page, lines) {
  const list = element('dl', { class: 'keys' });
  const close = button(say('page-close'), 'btn', () => dialog.close(), { id: 'close-shortcuts' });
  const row = element('div', { class: 'row' }, close);
  const dialog = smallDialog('shortcuts', say('page-shortcuts'), list, row);
  const open = mountDialog(page, dialog);
  byId('open-shortcuts', HTMLButtonElement).addEventListener('click', open);
  dialog.addEventListener('opened', () => list.replaceChildren(...lines.map(line)));
  return open;
}

/** @param {Line} line */
function line({ keys, does }) {
  const names = keys.flatMap((name, nth) => [
    ...(nth ? [` ${say('page-or')} `] : []),
    element('kbd', {}, name),
  ]);
  return element('div', {}, element('dt', {}, ...names), element('dd', {}, does));
}

/**
 * Closes the open panels. Returns `false`, and closes none, if a question or an import waits.
 * @param {string[]} keys
 */
function leavePanels(keys) {
  const open = [...document.querySelectorAll('dialog[open]')];
  if (open.some((dialog) => !dialog.matches(PANELS))) return false;
  // The list comes over whatever is open, and goes back to it.
  if (!keys.includes('?'))
    for (const dialog of open.reverse()) if (dialog instanceof HTMLDialogElement) dialog.close();
  return true;
}

function focusJobForm() {
  const tab = byId('job-tab-model', HTMLButtonElement);
  const isModel = tab.getAttribute('aria-selected') === 'true';
  byId(isModel ? 'job-model' : 'job-images', HTMLInputElement).focus();
}

/** @param {string} name as in the list @param {KeyboardEvent} event */
function isPressed(name, event) {
  const key = name.replace('Ctrl+', '');
  const hasControl = event.ctrlKey || event.metaKey;
  if (event.altKey || event.key.toLowerCase() !== key.toLowerCase()) return false;
  if (name === '?') return !hasControl && !isTextField(event.target);
  return hasControl === name.startsWith('Ctrl+') && !event.shiftKey;
}

/** @param {EventTarget | null} target @returns {target is HTMLInputElement} */
function isTextField(target) {
  return (
    target instanceof HTMLInputElement &&
    !['radio', 'checkbox', 'button', 'file'].includes(target.type)
  );
}

/** @param {KeyboardEvent} event */
function isUndo({ ctrlKey, metaKey, shiftKey, altKey, key }) {
  return (ctrlKey || metaKey) && !shiftKey && !altKey && key.toLowerCase() === 'z';
}

/** @param {import('../main.js').Page} page */
function mountUndo(page) {
  /** Field that was edited since it has the focus. @type {EventTarget | null} */
  let edited = null;
  let isUndoing = false;

  document.addEventListener('input', (event) => (edited = event.target));
  document.addEventListener('focusout', () => (edited = null));
  document.addEventListener('keydown', async (event) => {
    const { target } = event;
    // A field with something in it, or just emptied, has an undo of its own.
    const hasOwn = isTextField(target) && (target.value !== '' || edited === target);
    if (!isUndo(event) || hasOwn) return;
    event.preventDefault();
    // A key that is held down undoes one thing.
    if (event.repeat || isUndoing) return;
    isUndoing = true;
    await page.undo();
    isUndoing = false;
  });
}
