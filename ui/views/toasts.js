// Short messages at the lower edge. Good news and refusals go by themselves, as a refusal also stands
// at its field; a failure stays until it is closed.

import { button, byId, element } from '../dom.js';
import { say } from '../language.js';

/** How long a message that goes by itself stays, in milliseconds; longer while pointed at or focused. */
const STAYS = 7000;

/** @typedef {{label: string, act: () => void}} Action */
/** @typedef {'success' | 'refusal' | 'failure'} Kind */

export function mountToasts() {
  const place = byId('toasts', HTMLElement);

  /** @param {Kind} kind @param {string} message @param {Action} [action] */
  function add(kind, message, action) {
    const role = kind === 'success' ? 'status' : 'alert';
    const toast = element(
      'div',
      { class: 'toast', 'data-kind': kind, role },
      element('span', {}, message),
    );
    const remove = () => toast.remove();
    if (action)
      toast.append(
        button(action.label, 'link', () => {
          remove();
          action.act();
        }),
      );
    toast.append(closeButton(remove));
    // The newest message of a kind replaces the one before.
    place.querySelector(`[data-kind="${kind}"]`)?.remove();
    place.append(toast);
    if (kind !== 'failure') leaveLater(toast, remove);
  }

  return {
    /** @param {string} message @param {Action} [action] */
    success: (message, action) => add('success', message, action),
    /** What was typed is refused; the reason also stands at the field. @param {unknown} failure */
    refusal: (failure) => add('refusal', sentence(failure)),
    /** @param {unknown} failure @param {Action} [action] */
    failure: (failure, action) => add('failure', sentence(failure), action),
    /** A modal dialog makes the rest of the page inert: the toasts go where the person is. @param {Element} home */
    moveTo: (home) => home.append(place),
  };
}

/** @param {unknown} failure */
const sentence = (failure) => (failure instanceof Error ? failure.message : String(failure));

/** @param {() => void} remove */
function closeButton(remove) {
  return button('×', 'close', remove, { 'aria-label': say('page-close-message') });
}

/** @param {HTMLElement} toast @param {() => void} remove */
function leaveLater(toast, remove) {
  const timer = setInterval(() => {
    if (toast.matches(':hover, :focus-within')) return;
    clearInterval(timer);
    remove();
  }, STAYS);
}
