// One job: all that is known of it; correcting, voiding, repeating it.

import * as api from '../api.js';
import { busy, byId, element } from '../dom.js';
import { mountDialog } from './dialog.js';

/** @typedef {import('../types').JobView} JobView */

/** @param {import('../main.js').Page} page */
export function mountJobDetail(page) {
  const dialog = byId('job-detail', HTMLDialogElement);
  const show = mountDialog(page, dialog);
  const form = byId('job-detail-form', HTMLFormElement);
  const title = byId('job-detail-title', HTMLElement);
  const facts = byId('job-detail-facts', HTMLElement);
  const label = byId('detail-quantity-label', HTMLElement);
  const quantity = byId('detail-quantity', HTMLInputElement);
  const price = byId('detail-price', HTMLInputElement);
  const tag = byId('detail-tag', HTMLInputElement);
  const note = byId('detail-note', HTMLInputElement);
  const error = byId('detail-error', HTMLElement);
  const save = byId('detail-save', HTMLButtonElement);
  const voiding = byId('detail-void', HTMLButtonElement);
  const repeat = byId('detail-repeat', HTMLButtonElement);
  /** @type {JobView | null} */
  let job = null;

  /** @param {JobView} shown */
  function open(shown) {
    job = shown;
    title.textContent = shown.title;
    const origin = { terminal: 'logged from the terminal', window: 'logged in the window', fal: "fal.ai's billing record", import: 'a file', gateway: 'a call through the gateway' }[shown.origin];
    const basis = shown.basis === 'unknown' ? 'unknown: no price' : shown.basis;
    facts.replaceChildren(...pairs([
      ['Cost', shown.costShown?.full ?? 'not known'],
      ['Basis', shown.replaced ? `${basis}; replaced by fal.ai's record, costs nothing` : shown.voided ? `${basis}; voided, costs nothing` : shown.progress ? `${basis}; ${shown.progress}` : basis],
      ...(shown.settledFrom ? /** @type {[string, string][]} */ ([['Taken for before', shown.settledFrom.full]]) : []),
      ...(shown.request ? /** @type {[string, string][]} */ ([['Request', shown.request]]) : []),
      ['Unit price then', shown.priceShown ?? 'not known'],
      ['When', shown.time],
      ['Source', origin],
    ]));
    label.textContent = `How much, ${shown.unit}`;
    quantity.value = shown.quantityTyped;
    price.value = shown.priceTyped ?? '';
    tag.value = shown.tag ?? '';
    note.value = shown.note ?? '';
    error.textContent = '';
    for (const field of [quantity, price, tag, note, save]) field.disabled = !shown.byHand || shown.voided;
    voiding.disabled = !shown.byHand;
    repeat.disabled = shown.basis === 'correction';
    voiding.textContent = shown.voided ? 'Restore' : 'Void';
    show();
    title.focus();
  }

  /** @param {HTMLButtonElement} button @param {() => Promise<{change: number | null}>} work @param {string} said */
  function act(button, work, said) {
    return busy(button, async () => {
      try {
        const { change } = await work();
        dialog.close();
        page.toasts.success(said, change === null ? undefined : { label: 'Undo', act: () => page.undo(change) });
      } catch (failure) {
        error.textContent = /** @type {api.Failure} */ (failure).message;
        page.toasts.refusal(failure);
      }
    });
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const shown = job;
    if (!shown) return;
    const correction = {
      id: shown.id,
      tag: tag.value,
      note: note.value,
      ...(quantity.value === shown.quantityTyped ? {} : { quantity: quantity.value }),
      ...(price.value === (shown.priceTyped ?? '') ? {} : { unitPrice: price.value }),
    };
    act(save, () => api.correctJob(correction), 'Job corrected');
  });
  voiding.addEventListener('click', () => {
    const shown = job;
    if (!shown) return;
    if (shown.voided) act(voiding, () => api.restoreJob(shown.id), `Restored ${shown.title}`);
    else act(voiding, () => api.voidJob(shown.id), `Voided ${shown.title}`);
  });
  repeat.addEventListener('click', () => {
    const shown = job;
    if (shown) act(repeat, () => api.repeatJob(shown.id), `Logged ${shown.title} again`);
  });

  return { open };
}

/** @param {[string, string][]} facts */
function pairs(facts) {
  return facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)));
}
