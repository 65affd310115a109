// The form's part for a model: the fields follow from what the model is charged by.

import { byId, element, show } from '../dom.js';
import { say } from '../language.js';
import { mountModelPicker } from './model-picker.js';

/** @typedef {import('../types').PriceView} PriceView */
/** @typedef {import('../types').ChoiceView} ChoiceView */
/** @typedef {HTMLInputElement | HTMLSelectElement} ChoiceField */
/** @typedef {{ name: string, given: string, label: string, field: ChoiceField }} Choice */

/** Sizes to choose from; the last one is any other. @type {[string, string][]} */
const SIZES = [
  ['1024x1024', say('page-size-square')],
  ['512x512', say('page-size-small-square')],
  ['1024x768', say('page-size-landscape-4-3')],
  ['1024x576', say('page-size-landscape-16-9')],
  ['768x1024', say('page-size-portrait-3-4')],
  ['576x1024', say('page-size-portrait-9-16')],
  ['1920x1080', say('page-size-full-hd')],
  ['2048x2048', say('page-size-large-square')],
  ['3840x2160', '4K, 3840 × 2160'],
  ['', say('page-size-other')],
];

/** @param {() => void} changed runs when another model is chosen */
export function mountModelForm(changed) {
  return new ModelForm(changed);
}

class ModelForm {
  /** Field of the model itself. */
  field = byId('job-model', HTMLInputElement);
  quantity = byId('job-quantity', HTMLInputElement);
  sizeField = byId('job-size-field', HTMLElement);
  size = byId('job-size', HTMLSelectElement);
  pixels = byId('job-pixels', HTMLElement);
  width = byId('job-width', HTMLInputElement);
  height = byId('job-height', HTMLInputElement);
  tierField = byId('job-tier-field', HTMLElement);
  tier = byId('job-tier', HTMLSelectElement);
  runs = byId('job-runs', HTMLInputElement);
  choiceFields = byId('job-choices', HTMLElement);
  /** Fields of the parameters that decide the cost. @type {Choice[]} */
  choices = [];
  fields = [this.field, this.quantity, this.width, this.height, this.runs, this.tier];
  /** Price of the chosen model, if the book has one. @type {PriceView | null} */
  price = null;
  isShown = true;

  /** @param {() => void} changed */
  constructor(changed) {
    this.size.replaceChildren(...SIZES.map(([value, text]) => element('option', { value }, text)));
    this.picker = mountModelPicker((found) => {
      const isSame = JSON.stringify(found) === JSON.stringify(this.price);
      this.price = found;
      if (!isSame) this.render();
      changed();
    });
    this.size.addEventListener('change', () => {
      this.renderPixels();
      if (!this.pixels.hidden) this.width.focus();
    });
  }

  /** Shows the fields that the model is charged by. */
  render() {
    const { price, tier } = this;
    const tiers = price?.tiers ?? [];
    const { tariff, per, sourceText, note } = price ?? {};
    const details = tariff ? [tariff] : [per, sourceText, note].filter(Boolean);
    byId('job-quantity-label', HTMLElement).textContent = price?.asks ?? say('page-how-much');
    this.sizeField.hidden = !price?.byPixels;
    this.renderChoices(price?.choices ?? []);
    this.tierField.hidden = !tiers.length || this.choices.length > 0;
    byId('job-sizes', HTMLElement).hidden =
      !this.isShown || (this.sizeField.hidden && this.tierField.hidden);
    tier.replaceChildren(
      ...tiers.map(({ factor, label }) => element('option', { value: factor }, label)),
    );
    tier.value = tiers.find(({ base }) => base)?.factor ?? '';
    this.renderPixels();
    const text = price && this.isShown ? details.join(' · ') : null;
    show(byId('job-price', HTMLElement), text);
  }

  /** Shows a field for each parameter that decides the cost. @param {ChoiceView[]} choices */
  renderChoices(choices) {
    this.choices = choices.map(({ name, label, values, given }) => {
      const field = values.length ? selectOf(values, given) : numberField(given);
      return { name, given, field, label };
    });
    this.choiceFields.replaceChildren(
      ...this.choices.map(({ label, field }) =>
        element('label', { class: 'field' }, element('span', {}, label), field),
      ),
    );
    this.choiceFields.hidden = !choices.length || !this.isShown;
  }

  /** Shows the fields of a model, or hides them. @param {boolean} isShown */
  setShown(isShown) {
    this.isShown = isShown;
    this.render();
  }

  /** Reads the parameters that were chosen, but for those that the model takes by itself. */
  parameters() {
    const chosen = this.choices.filter(({ field, given }) => field.value && field.value !== given);
    return Object.fromEntries(chosen.map(({ name, field }) => [name, field.value]));
  }

  renderPixels() {
    this.pixels.hidden = this.sizeField.hidden || this.size.value !== '';
  }

  /** Finds the field to mend by the code of the refusal. @param {string} code */
  wrongField(code) {
    return {
      invalid_model: this.field,
      invalid_size: this.width,
      invalid_quantity: this.quantity,
      invalid_runs: this.runs,
      invalid_factor: this.tier,
    }[code];
  }

  isEmpty() {
    return !this.field.value.trim();
  }

  isWithoutQuantity() {
    return !this.quantity.value.trim();
  }

  /** Reads the fields. @returns {import('../api.js').JobRequest} */
  request() {
    const { price, quantity, runs, tier } = this;
    return {
      model: this.field.value,
      [price?.byCharacters ? 'characters' : 'quantity']: quantity.value,
      ...(price?.byPixels ? this.pixelSize() : {}),
      ...(this.tierField.hidden ? {} : { factor: tier.value }),
      ...(this.choices.length ? { parameters: this.parameters() } : {}),
      ...(runs.value.trim() ? { runs: runs.value } : {}),
    };
  }

  /** Returns the chosen size, else the typed one. */
  pixelSize() {
    const [width, height] = this.size.value.split('x');
    return {
      width: height ? width : this.width.value,
      height: height ?? this.height.value,
    };
  }

  /** Empties the fields after a job was logged; the model stays. */
  reset() {
    for (const field of [this.quantity, this.width, this.height, this.runs]) field.value = '';
    this.quantity.focus();
  }

  focus() {
    this.field.focus();
  }

  /** Reads the price anew: the book may have changed. */
  refresh() {
    this.picker.refresh();
  }
}

/**
 * Makes a list of values, with the one that the model takes by itself chosen.
 * @param {string[][]} values each with its label
 * @param {string} given
 */
function selectOf(values, given) {
  const field = document.createElement('select');
  field.append(...values.map(([value = '', text]) => element('option', { value }, text || value)));
  field.value = values.some(([value]) => value === given) ? given : '';
  return field;
}

/** Makes a field for any number. @param {string} given what the model takes by itself */
function numberField(given) {
  const field = document.createElement('input');
  field.inputMode = 'decimal';
  field.maxLength = 12;
  field.placeholder = given;
  return field;
}
