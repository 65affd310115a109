// Short messages at the lower edge. Successes and refusals go by themselves, as a refusal also
// stands at its field; a failure stays until it is closed.

import { button, byId, element } from '../dom.js';
import { say } from '../language.js';

/**
 * Time that a toast which goes by itself stays, in milliseconds; longer while hovered or focused.
 */
const STAYS = 7000;

/** @typedef {{label: string, act: () => void}} Action */
/** @typedef {'success' | 'refusal' | 'failure'} Kind */

export function mountToasts() {
  const place = byId('toasts', HTMLElement);

  /** @param {Kind} kind @param {string} message @param {Action} [action] */
  function add(kind, message, action) {
    const toast = makeToast(kind, message, action);
    // One message at a time: a later one replaces an earlier one.
    place.replaceChildren(toast);
    if (kind !== 'failure') removeLater(toast);
  }

  return {
    /** @param {string} message @param {Action} [action] */
    success: (message, action) => add('success', message, action),
    /** Reports a refused value; the reason also stands at the field. @param {unknown} failure */
    refusal: (failure) => add('refusal', sentence(failure)),
    /** @param {unknown} failure @param {Action} [action] */
    failure: (failure, action) => add('failure', sentence(failure), action),
    /**
     * Moves the toasts to where the person is: a modal dialog makes the rest of the page inert.
     * @param {Element} home
     */
    moveTo: (home) => home.append(place),
  };
}

/** @param {Kind} kind @param {string} message @param {Action} [action] */
function makeToast(kind, message, action) {
  const role = kind === 'success' ? 'status' : 'alert';
  const text = element('span', {}, message);
  const toast = element('div', { class: 'toast', 'data-kind': kind, role }, text);
  const remove = () => toast.remove();
  if (action) {
    const act = button(action.label, 'link', () => {
      remove();
      action.act();
    });
    toast.append(act);
  }
  toast.append(button('×', 'close', remove, { 'aria-label': say('page-close-message') }));
  return toast;
}

/** @param {unknown} failure */
const sentence = (failure) => (failure instanceof Error ? failure.message : String(failure));

/** @param {HTMLElement} toast */
function removeLater(toast) {
  const timer = setInterval(() => {
    if (toast.matches(':hover, :focus-within')) return;
    clearInterval(timer);
    toast.remove();
  }, STAYS);
}
