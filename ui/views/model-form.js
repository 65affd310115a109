// The form's part for a model: what it is charged by decides what is asked for.

import { byId, element, show } from '../dom.js';
import { say } from '../language.js';
import { mountModelPicker } from './model-picker.js';

/** @typedef {import('../types').PriceView} PriceView */

/** @param {() => void} changed what is asked for has changed */
export function mountModelForm(changed) {
  const model = byId('job-model', HTMLInputElement);
  const price = byId('job-price', HTMLElement);
  const label = byId('job-quantity-label', HTMLElement);
  const quantity = byId('job-quantity', HTMLInputElement);
  const sizeField = byId('job-size-field', HTMLElement);
  const size = byId('job-size', HTMLSelectElement);
  const pixels = byId('job-pixels', HTMLElement);
  const width = byId('job-width', HTMLInputElement);
  const height = byId('job-height', HTMLInputElement);
  const tierField = byId('job-tier-field', HTMLElement);
  const tier = byId('job-tier', HTMLSelectElement);
  const runs = byId('job-runs', HTMLInputElement);
  /** @type {PriceView | null} */
  let known = null;

  const picker = mountModelPicker((found) => {
    const same = JSON.stringify(found) === JSON.stringify(known);
    known = found;
    if (!same) ask();
    changed();
  });

  /** Asks for what the model is charged by. */
  function ask() {
    label.textContent = known?.asks ?? say('page-how-much');
    sizeField.hidden = !known?.byPixels;
    tierField.hidden = !known?.tiers.length;
    tier.replaceChildren(
      ...(known?.tiers ?? []).map((each) => element('option', { value: each.factor }, each.label)),
    );
    tier.value = known?.tiers.find((each) => each.base)?.factor ?? '';
    showPixels();
    const parts = known ? [known.per, known.sourceText, known.note].filter(Boolean) : [];
    show(price, known ? parts.join(' · ') : null);
  }

  function showPixels() {
    pixels.hidden = sizeField.hidden || size.value !== '';
  }
  size.addEventListener('change', () => {
    showPixels();
    if (!pixels.hidden) width.focus();
  });

  return {
    /** The fields that can be wrong, by the code of the refusal. @param {string} code */
    wrong: (code) =>
      ({
        invalid_model: model,
        invalid_size: width,
        invalid_quantity: quantity,
        invalid_runs: runs,
        invalid_factor: tier,
      })[code],
    field: model,
    fields: [model, quantity, width, height, runs, tier],
    isEmpty: () => !model.value.trim(),
    isWithoutQuantity: () => !quantity.value.trim(),
    /** @returns {import('../api.js').JobRequest} */
    request() {
      const [presetWidth, presetHeight] = size.value.split('x');
      return {
        model: model.value,
        [known?.byCharacters ? 'characters' : 'quantity']: quantity.value,
        ...(known?.byPixels
          ? {
              width: presetHeight ? presetWidth : width.value,
              height: presetHeight ?? height.value,
            }
          : {}),
        ...(tierField.hidden ? {} : { factor: tier.value }),
        ...(runs.value.trim() ? { runs: runs.value } : {}),
      };
    },
    /** After a job was logged the model stays. */
    reset() {
      for (const field of [quantity, width, height, runs]) field.value = '';
      quantity.focus();
    },
    focus: () => model.focus(),
    /** The book may have changed. */
    refresh: picker.look,
  };
}
