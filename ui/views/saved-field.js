// A field that is saved when it is changed, and keeps what somebody is typing.

import { showRefusal } from '../dom.js';

/**
 * Saves a value. Receives what was saved before it, too.
 * @typedef {(value: string, before: string) => Promise<unknown>} Save
 */

export class SavedField {
  /** The value as the program has it. */
  saved = '';

  /**
   * @param {HTMLInputElement | HTMLSelectElement} field
   * @param {HTMLElement} error says why a value is refused
   * @param {Save} save
   */
  constructor(field, error, save) {
    this.field = field;
    this.error = error;
    this.save = save;
  }

  /** Saves the value if it was changed. A refused one stays, with the reason. */
  async changed() {
    const { value } = this.field;
    const before = this.saved;
    if (value === before) return;
    this.saved = value;
    showRefusal(this.field, this.error, '');
    try {
      await this.save(value, before);
    } catch (failure) {
      this.saved = before;
      showRefusal(this.field, this.error, /** @type {Error} */ (failure).message);
    }
  }

  /**
   * Shows what is saved; but nothing over what is being typed, or was refused.
   * @param {string} value
   */
  show(value) {
    const { field } = this;
    const isTyped = document.activeElement === field && field.value !== this.saved;
    if (isTyped || field.getAttribute('aria-invalid') === 'true') return;
    this.saved = value;
    if (field.value !== value) field.value = value;
  }
}
