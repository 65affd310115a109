// One job: all that is known of it; correcting, voiding, repeating it.

import * as api from '../api.js';
import { busy, byId, element } from '../dom.js';
import { say } from '../language.js';
import { markup, style } from '../load.js';
import { mountDialog } from './dialog.js';
import { basisLabel } from './labels.js';

/** @typedef {import('../types').JobView} JobView */

/** @param {import('../main.js').Page} page */
export async function mount(page) {
  await Promise.all([style('forms'), style('dialog')]);
  document.body.append(await markup('job-detail'));
  const detail = new JobDetail(page);
  detail.listen();
  return { open: (/** @type {JobView} */ job) => detail.open(job) };
}

class JobDetail {
  dialog = byId('job-detail', HTMLDialogElement);
  title = byId('job-detail-title', HTMLElement);
  quantity = byId('detail-quantity', HTMLInputElement);
  price = byId('detail-price', HTMLInputElement);
  tag = byId('detail-tag', HTMLInputElement);
  note = byId('detail-note', HTMLInputElement);
  error = byId('detail-error', HTMLElement);
  saveButton = byId('detail-save', HTMLButtonElement);
  voidButton = byId('detail-void', HTMLButtonElement);
  repeatButton = byId('detail-repeat', HTMLButtonElement);
  /** @type {JobView | null} */
  job = null;

  /** @param {import('../main.js').Page} page */
  constructor(page) {
    this.page = page;
    this.show = mountDialog(page, this.dialog);
  }

  listen() {
    byId('job-detail-form', HTMLFormElement).addEventListener('submit', (event) => {
      event.preventDefault();
      if (this.job) this.correct(this.job);
    });
    this.voidButton.addEventListener('click', () => this.job && this.toggleVoid(this.job));
    this.repeatButton.addEventListener('click', () => this.job && this.repeat(this.job));
  }

  /** @param {JobView} job */
  open(job) {
    this.job = job;
    this.title.textContent = job.title;
    byId('job-detail-facts', HTMLElement).replaceChildren(...facts(job).map(pair));
    this.fill(job);
    this.show();
    this.title.focus();
  }

  /** @param {JobView} job */
  fill(job) {
    const { quantity, price, tag, note, saveButton, voidButton } = this;
    const label = say('page-how-much-of', { unit: job.unitShown });
    byId('detail-quantity-label', HTMLElement).textContent = label;
    quantity.value = job.quantityTyped;
    price.value = job.priceTyped ?? '';
    tag.value = job.tag ?? '';
    note.value = job.note ?? '';
    this.error.textContent = '';
    for (const control of [quantity, price, tag, note, saveButton])
      control.disabled = !job.byHand || job.voided;
    voidButton.disabled = !job.byHand;
    voidButton.textContent = job.voided ? say('page-restore') : say('page-void');
    this.repeatButton.disabled = job.basis === 'correction';
  }

  /** @param {JobView} job */
  correct(job) {
    const { quantity, price, tag, note } = this;
    const correction = {
      id: job.id,
      tag: tag.value,
      note: note.value,
      ...(quantity.value === job.quantityTyped ? {} : { quantity: quantity.value }),
      ...(price.value === (job.priceTyped ?? '') ? {} : { unitPrice: price.value }),
    };
    this.send(this.saveButton, () => api.correctJob(correction), say('page-job-corrected'));
  }

  /** Voids the job, or restores a voided one. @param {JobView} job */
  toggleVoid({ id, title, voided }) {
    const command = voided ? () => api.restoreJob(id) : () => api.voidJob(id);
    const done = voided
      ? say('page-restored', { what: title })
      : say('page-voided-that', { what: title });
    this.send(this.voidButton, command, done);
  }

  /** @param {JobView} job */
  repeat({ id, title }) {
    const done = say('page-logged-again', { what: title });
    this.send(this.repeatButton, () => api.repeatJob(id), done);
  }

  /**
   * Sends a command; closes the dialog when it is accepted.
   * @param {HTMLButtonElement} button
   * @param {() => Promise<{change: number | null}>} command
   * @param {string} done sentence of the toast
   */
  send(button, command, done) {
    return busy(button, async () => {
      try {
        const { change } = await command();
        this.dialog.close();
        this.page.toasts.success(done, this.page.undoAction(change));
      } catch (failure) {
        this.error.textContent = /** @type {api.Failure} */ (failure).message;
        this.page.toasts.refusal(failure);
      }
    });
  }
}

/** @param {JobView} job @returns {[string, string][]} labels and values */
function facts(job) {
  /** @type {[string, string | null | undefined][]} */
  const all = [
    [say('page-cost'), job.costShown?.full ?? say('page-not-known')],
    [say('page-basis'), basisSentence(job)],
    [say('page-taken-for'), job.settledFrom?.full],
    [say('page-request'), job.request],
    [say('page-price-then'), job.priceShown ?? say('page-not-known')],
    [say('page-when'), job.time],
    [say('page-source'), sourceSentence(job.origin)],
  ];
  return all.flatMap(([label, value]) => (value ? [[label, value]] : []));
}

/** @param {[string, string]} fact */
function pair([label, value]) {
  return element('div', {}, element('dt', {}, label), element('dd', {}, value));
}

/** Says how the job's cost is known, and whether the job counts. @param {JobView} job */
function basisSentence(job) {
  if (job.uncertain && !job.voided) return say('page-basis-uncertain');
  const basis = job.basis === 'unknown' ? say('page-basis-unknown') : basisLabel(job.basis);
  if (job.replaced) return say('page-basis-replaced', { basis });
  if (job.voided) return say('page-basis-voided', { basis });
  return job.progress ? say('page-basis-progress', { basis, progress: job.progress }) : basis;
}

/** @param {import('../types').JobOrigin} origin */
function sourceSentence(origin) {
  switch (origin) {
    case 'terminal':
      return say('page-logged-terminal');
    case 'api':
      return say('page-logged-api');
    case 'window':
      return say('page-logged-window');
    case 'fal':
      return say('page-from-record');
    case 'import':
      return say('page-from-file');
    default:
      return say('page-from-call');
  }
}
