// One job: all that is known of it; correcting, voiding, repeating it.

import * as api from '../api.js';
import { busy, byId, element } from '../dom.js';
import { say } from '../language.js';
import { mountDialog } from './dialog.js';
import { basisOf } from './words.js';

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
    facts.replaceChildren(...pairs([
      [say('page-cost'), shown.costShown?.full ?? say('page-not-known')],
      [say('page-basis'), basis(shown)],
      ...(shown.settledFrom ? /** @type {[string, string][]} */ ([[say('page-taken-for'), shown.settledFrom.full]]) : []),
      ...(shown.request ? /** @type {[string, string][]} */ ([[say('page-request'), shown.request]]) : []),
      [say('page-price-then'), shown.priceShown ?? say('page-not-known')],
      [say('page-when'), shown.time],
      [say('page-source'), source(shown.origin)],
    ]));
    label.textContent = say('page-how-much-of', { unit: shown.unitShown });
    quantity.value = shown.quantityTyped;
    price.value = shown.priceTyped ?? '';
    tag.value = shown.tag ?? '';
    note.value = shown.note ?? '';
    error.textContent = '';
    for (const field of [quantity, price, tag, note, save]) field.disabled = !shown.byHand || shown.voided;
    voiding.disabled = !shown.byHand;
    repeat.disabled = shown.basis === 'correction';
    voiding.textContent = shown.voided ? say('page-restore') : say('page-void');
    show();
    title.focus();
  }

  /** @param {HTMLButtonElement} button @param {() => Promise<{change: number | null}>} work @param {string} said */
  function act(button, work, said) {
    return busy(button, async () => {
      try {
        const { change } = await work();
        dialog.close();
        page.toasts.success(said, change === null ? undefined : { label: say('page-undo'), act: () => page.undo(change) });
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
    act(save, () => api.correctJob(correction), say('page-job-corrected'));
  });
  voiding.addEventListener('click', () => {
    const shown = job;
    if (!shown) return;
    if (shown.voided) act(voiding, () => api.restoreJob(shown.id), say('page-restored', { what: shown.title }));
    else act(voiding, () => api.voidJob(shown.id), say('page-voided-that', { what: shown.title }));
  });
  repeat.addEventListener('click', () => {
    const shown = job;
    if (shown) act(repeat, () => api.repeatJob(shown.id), say('page-logged-again', { what: shown.title }));
  });

  return { open };
}

/** How its cost is known, and whether it counts. @param {JobView} job */
function basis(job) {
  const known = job.basis === 'unknown' ? say('page-basis-unknown') : basisOf(job.basis);
  if (job.replaced) return say('page-basis-replaced', { basis: known });
  if (job.voided) return say('page-basis-voided', { basis: known });
  return job.progress ? say('page-basis-progress', { basis: known, progress: job.progress }) : known;
}

/** @param {import('../types').Origin} origin */
function source(origin) {
  switch (origin) {
    case 'terminal': return say('page-logged-terminal');
    case 'api': return say('page-logged-api');
    case 'window': return say('page-logged-window');
    case 'fal': return say('page-from-record');
    case 'import': return say('page-from-file');
    default: return say('page-from-call');
  }
}

/** @param {[string, string][]} facts */
function pairs(facts) {
  return facts.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value)));
}
