// Choosing a model by a few letters: a field with a list of matches (ARIA combobox pattern).

import * as api from '../api.js';
import { byId, element } from '../dom.js';

/** @typedef {import('../types').PriceView} PriceView */

/** Models offered at a time. */
const OFFERED = 8;

/**
 * @param {(price: PriceView | null) => void} chosen
 *   receives the price of the model in the field; `null` if the book has none
 */
export function mountModelPicker(chosen) {
  const picker = new ModelPicker(chosen);
  picker.listen();
  // An open list stays open.
  return { refresh: () => picker.search(!picker.list.hidden) };
}

class ModelPicker {
  field = byId('job-model', HTMLInputElement);
  list = byId('job-models', HTMLUListElement);
  /** @type {PriceView[]} */
  offered = [];
  active = -1;
  /** Number of the newest search. */
  latest = 0;

  /** @param {(price: PriceView | null) => void} chosen */
  constructor(chosen) {
    this.chosen = chosen;
  }

  listen() {
    const { field, list } = this;
    field.addEventListener('input', () => this.search(true));
    field.addEventListener('focus', () => this.search(true));
    field.addEventListener('blur', () => this.setOpen(false));
    field.addEventListener('keydown', (event) => {
      if (this.handleKey(event.key)) event.preventDefault();
    });
    list.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      const { target } = event;
      const option = target instanceof Element ? target.closest('[role="option"]') : null;
      const price = option && this.offered[[...list.children].indexOf(option)];
      if (price) this.take(price);
    });
  }

  /** Acts on a key. Returns whether it was meant for the list. @param {string} key */
  handleKey(key) {
    const isOpen = !this.list.hidden;
    switch (key) {
      case 'ArrowDown':
      case 'ArrowUp':
        if (!isOpen) this.setOpen(true);
        this.step(key === 'ArrowDown' ? 1 : -1);
        return true;
      case 'Enter':
        return isOpen && this.takeActive();
      case 'Escape':
        if (isOpen) this.setOpen(false);
        return isOpen;
      default:
        return false;
    }
  }

  /** Moves to the next option, or the one before, around the ends. @param {1 | -1} step */
  step(step) {
    const { active, offered } = this;
    // From no option at all, backwards leads to the last one.
    const from = active < 0 && step < 0 ? active + 1 : active;
    this.point((from + step + offered.length) % Math.max(offered.length, 1));
  }

  /** Takes the active option, else closes the list. Returns whether one was taken. */
  takeActive() {
    const price = this.offered[this.active];
    if (price) this.take(price);
    else this.setOpen(false);
    return Boolean(price);
  }

  /** @param {number} next */
  point(next) {
    this.active = next;
    for (const [nth, option] of [...this.list.children].entries()) {
      option.setAttribute('aria-selected', String(nth === next));
      if (nth === next) option.scrollIntoView({ block: 'nearest' });
    }
    if (next < 0) this.field.removeAttribute('aria-activedescendant');
    else this.field.setAttribute('aria-activedescendant', `job-model-${next}`);
  }

  /** @param {boolean} isOpen */
  setOpen(isOpen) {
    this.list.hidden = !isOpen || this.offered.length === 0;
    this.field.setAttribute('aria-expanded', String(!this.list.hidden));
    if (this.list.hidden) this.point(-1);
  }

  /** @param {PriceView} price */
  take(price) {
    // An answer that is still on its way belongs to an older search.
    this.latest += 1;
    this.field.value = price.endpoint;
    this.setOpen(false);
    this.chosen(price);
  }

  /** Searches for matches, and for the model that is named exactly. @param {boolean} isOpen */
  async search(isOpen) {
    const { field, list } = this;
    const request = ++this.latest;
    const typed = field.value.trim();
    const found = await api.findModels(typed, OFFERED).catch(() => []);
    if (request !== this.latest) return;
    this.offered = found;
    list.replaceChildren(...found.map(option));
    this.setOpen(isOpen && document.activeElement === field && found[0]?.endpoint !== typed);
    this.chosen(found.find((price) => price.endpoint === typed) ?? null);
  }
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
