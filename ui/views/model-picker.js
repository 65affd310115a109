// Choosing a model by a few letters: a field with a list of those that fit (ARIA combobox pattern).

import * as api from '../api.js';
import { byId, element } from '../dom.js';

/** @typedef {import('../types').PriceView} PriceView */

/** Models offered at a time. */
const OFFERED = 8;

/**
 * @param {(price: PriceView | null) => void} chosen the model whose id stands in the field, where the book has it
 */
export function mountModelPicker(chosen) {
  const field = byId('job-model', HTMLInputElement);
  const list = byId('job-models', HTMLUListElement);
  /** @type {PriceView[]} */
  let offered = [];
  let active = -1;
  let asked = 0;

  /** @param {number} next */
  function point(next) {
    active = next;
    for (const [nth, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(nth === active));
      if (nth === active) option.scrollIntoView({ block: 'nearest' });
    }
    if (active < 0) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', `job-model-${active}`);
  }

  /** @param {boolean} open */
  function unfold(open) {
    list.hidden = !open || offered.length === 0;
    field.setAttribute('aria-expanded', String(!list.hidden));
    if (list.hidden) point(-1);
  }

  /** @param {PriceView} price */
  function take(price) {
    // An answer that is still on its way is to another question.
    asked += 1;
    field.value = price.endpoint;
    unfold(false);
    chosen(price);
  }

  /** Finds what fits, and whether one is named exactly. @param {boolean} open */
  async function look(open) {
    const question = ++asked;
    const typed = field.value.trim();
    const found = await api.findModels(typed, OFFERED).catch(() => []);
    if (question !== asked) return;
    offered = found;
    list.replaceChildren(...found.map(option));
    unfold(open && document.activeElement === field && found[0]?.endpoint !== typed);
    chosen(found.find((price) => price.endpoint === typed) ?? null);
  }

  field.addEventListener('input', () => look(true));
  field.addEventListener('focus', () => look(true));
  field.addEventListener('blur', () => unfold(false));
  list.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    const pressed =
      event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    const price = pressed && offered[[...list.children].indexOf(pressed)];
    if (price) take(price);
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) unfold(true);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      point(
        (active + step + offered.length + (active < 0 && step < 0 ? 1 : 0)) %
          Math.max(offered.length, 1),
      );
    } else if (event.key === 'Enter' && !list.hidden) {
      const price = offered[active];
      if (price) {
        event.preventDefault();
        take(price);
      } else {
        unfold(false);
      }
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      unfold(false);
    }
  });

  // What is open stays open.
  return { look: () => look(!list.hidden) };
}

/** @param {PriceView} price @param {number} nth */
function option(price, nth) {
  return element(
    'li',
    { role: 'option', id: `job-model-${nth}`, 'aria-selected': 'false' },
    element('b', {}, price.endpoint),
    element('small', {}, price.per),
  );
}
