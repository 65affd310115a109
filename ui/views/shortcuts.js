// Keys that work everywhere in the window, and the list of them behind `?`.

import * as api from '../api.js';
import { byId, button, element } from '../dom.js';
import { say } from '../language.js';
import { style } from '../load.js';

/** @typedef {{keys: string[], does: string}} Line of the list */
/** @typedef {Line & {act: () => unknown, stays?: boolean}} Shortcut */
/** @typedef {import('./navigation.js').Navigation} Navigation */

/** @param {import('../main.js').Page} page @param {Navigation} navigation */
export function mountShortcuts(page, navigation) {
  const shortcuts = placesAndCommands(page);
  const list = { keys: ['?', 'F1'], does: say('page-shortcut-list') };
  const openList = mountList([...shortcuts, list, ...OTHERS]);
  const all = [...shortcuts, { ...list, act: openList, stays: true }];

  mountUndo(page);
  mountEscape(navigation);
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('#open-shortcuts')) openList();
  });
  document.addEventListener('keydown', (event) => {
    const shortcut = all.find(({ keys }) => keys.some((name) => isPressed(name, event)));
    if (!shortcut) return;
    event.preventDefault();
    // A question or an import waits for its answer.
    const isFree = shortcut.stays || !document.querySelector('dialog[open]');
    if (!event.repeat && isFree) shortcut.act();
  });
}

/** @param {import('../main.js').Page} page @returns {Shortcut[]} */
function placesAndCommands(page) {
  const press = (/** @type {string} */ id) => () => byId(id, HTMLButtonElement).click();
  const refresh = say('page-refresh.aria-label');
  const quit = () => page.attempt(api.quit);
  return [
    { keys: ['F9'], does: say('page-shortcut-hide'), act: press('hide-amounts'), stays: true },
    { keys: ['F5', 'Ctrl+R'], does: refresh, act: press('refresh'), stays: true },
    { keys: ['Ctrl+N'], does: say('page-next-job'), act: () => page.go('overview', 'job') },
    { keys: ['Ctrl+1'], does: say('page-overview'), act: () => page.go('overview') },
    { keys: ['Ctrl+2', 'Ctrl+G'], does: say('page-spending'), act: () => page.go('spending') },
    { keys: ['Ctrl+3', 'Ctrl+J'], does: say('page-jobs'), act: () => page.go('jobs') },
    { keys: ['Ctrl+4', 'Ctrl+P'], does: say('page-models'), act: () => page.go('models') },
    { keys: ['Ctrl+5'], does: say('page-guard'), act: () => page.go('guard') },
    { keys: ['Ctrl+6', 'Ctrl+,'], does: say('page-settings'), act: () => page.go('settings') },
    { keys: ['Ctrl+Q'], does: say('page-quit'), act: quit, stays: true },
  ];
}

/** Goes back from a view by Esc and Alt+Left. @param {Navigation} navigation */
function mountEscape(navigation) {
  document.addEventListener('keydown', (event) => {
    const { target, key, altKey } = event;
    const isBack = key === 'Escape' || (altKey && key === 'ArrowLeft');
    if (!isBack || event.defaultPrevented) return;
    if (document.querySelector('dialog[open], :popover-open')) return;
    // The first press empties a search field.
    const isSearch = target instanceof HTMLInputElement && target.type === 'search';
    if (key === 'Escape' && isSearch && target.value) return;
    event.preventDefault();
    navigation.back();
  });
}

/** Keys that work without this module; listed with the others. @type {Line[]} */
const OTHERS = [
  { keys: ['Ctrl+Z'], does: say('page-shortcut-undo') },
  { keys: [say('page-key-escape')], does: say('page-shortcut-close') },
  { keys: ['Tab', say('page-key-back')], does: say('page-shortcut-tab') },
  { keys: [say('page-key-arrows')], does: say('page-shortcut-arrows') },
];

/**
 * Makes the popover with the list. Returns the function that opens it.
 * @param {Line[]} lines
 */
function mountList(lines) {
  /** @type {HTMLElement | undefined} */
  let popover;

  function make() {
    const title = element('h2', { id: 'shortcuts-title', tabindex: '-1' }, say('page-shortcuts'));
    const close = button(say('page-close'), 'btn', () => popover?.hidePopover(), {
      id: 'close-shortcuts',
    });
    const made = element(
      'div',
      {
        id: 'shortcuts',
        class: 'question',
        popover: '',
        role: 'dialog',
        'aria-labelledby': title.id,
      },
      title,
      element('dl', { class: 'keys' }, ...lines.map(line)),
      close,
    );
    document.body.append(made);
    return made;
  }
  return async () => {
    await style('dialog');
    popover ??= make();
    popover.showPopover();
    byId('close-shortcuts', HTMLElement).focus();
  };
}

/** @param {Line} line */
function line({ keys, does }) {
  const names = keys.flatMap((name, nth) => [
    ...(nth ? [` ${say('page-or')} `] : []),
    element('kbd', {}, name),
  ]);
  return element('div', {}, element('dt', {}, ...names), element('dd', {}, does));
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
