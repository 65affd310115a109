// All jobs: searched, filtered, in any order, however many there are.

import * as api from '../api.js';
import { byId, element } from '../dom.js';
import { say } from '../language.js';
import { mountDialog } from './dialog.js';
import { mountJobDetail } from './job-detail.js';
import { progressLabel } from './labels.js';
import { mountVirtualList } from './virtual-list.js';

/** @typedef {import('../types').JobView} JobView */

/** Pause in typing before a search starts, in milliseconds. */
const DEBOUNCE = 150;

/** @param {import('../main.js').Page} page */
export function mountAllJobs(page) {
  const dialog = byId('all-jobs', HTMLDialogElement);
  const show = mountDialog(page, dialog);
  const detail = mountJobDetail(page);
  const filters = mountFilters(() => read(true));
  const list = mountVirtualList(
    byId('all-jobs-scroll', HTMLElement),
    byId('all-jobs-list', HTMLElement),
    (job, nth, total) => row(job, nth, total, detail.open),
  );
  let latest = 0;

  /** @param {boolean} isNew another list, and not the same after a change */
  async function read(isNew) {
    if (!dialog.open) return;
    const request = ++latest;
    const filter = filters.get();
    await page.attempt(async () => {
      const { total, text } = await api.findJobs({ ...filter, offset: 0, limit: 0 });
      if (request !== latest) return;
      if (isNew) list.reset(total, fetchPart(filter, total));
      else await list.refresh(total, fetchPart(filter, total));
      byId('all-jobs-count', HTMLElement).textContent = text;
    });
  }

  byId('open-jobs', HTMLButtonElement).addEventListener('click', async () => {
    show();
    filters.focus();
    await filters.readOptions();
    await read(true);
  });
  page.state.subscribe(() => {
    if (dialog.open) filters.readOptions().then(() => read(false));
  });
}

/** @param {api.JobFilter} filter @param {number} total */
function fetchPart(filter, total) {
  return async (/** @type {number} */ offset, /** @type {number} */ limit) =>
    (await api.findJobs({ ...filter, offset, limit, total })).jobs;
}

/** @param {() => void} changed */
function mountFilters(changed) {
  const form = byId('all-jobs-filters', HTMLFormElement);
  const search = byId('find-text', HTMLInputElement);
  const days = byId('find-days', HTMLSelectElement);
  const subject = byId('find-subject', HTMLSelectElement);
  const tag = byId('find-tag', HTMLSelectElement);
  const basis = byId('find-basis', HTMLSelectElement);
  const order = byId('find-order', HTMLSelectElement);
  let timer = 0;

  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(changed, DEBOUNCE);
  });
  form.addEventListener('submit', (event) => event.preventDefault());

  return {
    focus: () => search.focus(),
    /** @returns {api.JobFilter} */
    get: () => ({
      search: search.value.trim(),
      subject: subject.value,
      tag: tag.value,
      basis: basis.value,
      order: order.value,
      ...(days.value ? { days: Number(days.value) } : {}),
    }),
    async readOptions() {
      const found = await api.jobFilters().catch(() => ({ subjects: [], tags: [] }));
      fill(subject, found.subjects);
      fill(tag, found.tags);
    },
  };
}

/** @param {HTMLSelectElement} select @param {string[]} values */
function fill(select, values) {
  const chosen = select.value;
  const [first] = select.options;
  const options = values.map((value) => element('option', { value }, value));
  select.replaceChildren(...(first ? [first] : []), ...options);
  select.value = values.includes(chosen) ? chosen : '';
}

/**
 * Draws a row; of a job that is still fetched only its place.
 * @param {JobView | undefined} job @param {number} nth @param {number} total
 * @param {(job: JobView) => void} open
 */
function row(job, nth, total, open) {
  const place = { 'aria-setsize': String(total), 'aria-posinset': String(nth + 1) };
  if (!job) {
    // A button of its own, so that the keyboard does not lose its place while the job is fetched.
    const button = element('button', { type: 'button' }, '…');
    return element('li', { ...place, class: 'line', 'aria-busy': 'true' }, button);
  }
  const button = element(
    'button',
    { type: 'button', title: job.title },
    element('span', { class: 'when' }, job.time),
    element('b', {}, job.title),
    element('span', { class: 'tags' }, ...tags(job)),
    element(
      'span',
      { class: 'cost', title: job.costShown?.full ?? '' },
      job.costShown?.text ?? '—',
    ),
  );
  button.addEventListener('click', () => open(job));
  return element('li', { ...place, class: job.voided ? 'line voided' : 'line' }, button);
}

/** @param {JobView} job */
function tags(job) {
  const state = job.voided ? say('page-voided') : progressLabel(job);
  return [job.tag, job.replaced ? say('page-replaced') : state]
    .filter((text) => text !== null)
    .map((text) => element('span', { class: 'tag' }, text));
}
