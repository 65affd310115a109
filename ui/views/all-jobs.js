// All jobs: searched, filtered, in any order, however many there are.

import * as api from '../api.js';
import { readDays, writeDays } from '../days.js';
import { byId, element, onPress, onSubmit, showAmount, write } from '../dom.js';
import { say } from '../language.js';
import { progressLabel } from './labels.js';
import { mountVirtualList } from './virtual-list.js';

/** @typedef {import('../types').JobView} JobView */

/** Most values that a filter offers: a list of thousands is no choice. */
const OFFERED = 500;
/** Pause in typing before a search starts, in milliseconds. */
const DEBOUNCE = 150;

/** @param {import('../main.js').Page} page */
export function mount(page) {
  const section = byId('view-jobs', HTMLElement);
  const filters = mountFilters(() => read(true));
  const selection = mountSelection(page);
  const list = mountVirtualList(
    byId('all-jobs-scroll', HTMLElement),
    byId('all-jobs-list', HTMLElement),
    (job, nth, total) => row(job, nth, total, selection, openDetail),
  );
  let latest = 0;

  /** @param {JobView} job */
  const openDetail = async (job) => (await page.dialogs.job()).open(job);

  /** @param {boolean} isNew another list, and not the same after a change */
  async function read(isNew) {
    if (section.hidden) return;
    const request = ++latest;
    const filter = filters.get();
    await page.attempt(async () => {
      const { total, text, cost } = await api.findJobs({ ...filter, offset: 0, limit: 0 });
      if (request !== latest) return;
      if (isNew) list.reset(total, fetchPart(filter, total));
      else await list.refresh(total, fetchPart(filter, total));
      write(byId('all-jobs-count', HTMLElement), text);
      showAmount(byId('all-jobs-cost', HTMLElement), cost);
      byId('all-jobs-cost', HTMLElement).hidden = total === 0;
    });
  }

  selection.changed = () => list.redraw();
  page.state.subscribe(() => {
    if (!section.hidden) filters.readOptions().then(() => read(false));
  });
  return {
    /** @param {string} [filter] */
    async opened(filter) {
      if (filter) filters.set(filter);
      else filters.focus();
      await filters.readOptions();
      await read(true);
    },
  };
}

/** Jobs that are selected, and what can be done with all of them. */
class Selection {
  /** @type {Map<number, JobView>} */
  jobs = new Map();
  changed = () => {};
  form = byId('selected', HTMLFormElement);

  /** @param {JobView} job @param {boolean} isSelected */
  set(job, isSelected) {
    if (isSelected) this.jobs.set(job.id, job);
    else this.jobs.delete(job.id);
    this.render();
  }

  clear() {
    this.jobs.clear();
    this.render();
    this.changed();
  }

  render() {
    this.form.hidden = this.jobs.size === 0;
    const count = byId('selected-count', HTMLElement);
    write(count, say('page-selected', { jobs: this.jobs.size }));
  }
}

/** @param {import('../main.js').Page} page */
function mountSelection(page) {
  const selection = new Selection();
  const tag = byId('selected-tag', HTMLInputElement);
  const ids = () => [...selection.jobs.keys()];

  /** @param {() => Promise<api.Changed>} command @param {string} done */
  const send = (command, done) =>
    page.attempt(async () => {
      const { change } = await command();
      selection.clear();
      page.toasts.success(done, page.undoAction(change));
    });

  onSubmit(selection.form, byId('tag-selected', HTMLButtonElement), () =>
    send(() => api.tagJobs(ids(), tag.value.replace(/^\s*#/, '')), say('page-tagged')),
  );
  onPress(byId('void-selected', HTMLButtonElement), () =>
    send(() => api.voidJobs(ids()), say('page-voided-jobs')),
  );
  byId('select-none', HTMLButtonElement).addEventListener('click', () => selection.clear());
  return selection;
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
    /**
     * Shows the jobs without a price, those of today, or those of other days.
     * @param {string} filter
     */
    set(filter) {
      form.reset();
      offerDays(days, readDays(filter));
      if (filter === 'unknown') basis.value = 'unknown';
      if (filter === 'today') days.value = '1';
      order.value = filter === 'today' ? 'dearest' : 'newest';
      (filter === 'unknown' ? basis : days).focus();
    },
    /** @returns {api.JobFilter} */
    get: () => ({
      search: search.value.trim(),
      subject: subject.value,
      tag: tag.value,
      basis: basis.value,
      order: order.value,
      ...period(days.value),
    }),
    async readOptions() {
      const found = await api.jobFilters().catch(() => ({ subjects: [], tags: [] }));
      fill(subject, found.subjects);
      fill(tag, found.tags);
    },
  };
}

/**
 * Offers days beside the usual periods and chooses them; `null` takes back those offered before.
 * @param {HTMLSelectElement} select @param {import('../days.js').Days | null} days
 */
function offerDays(select, days) {
  select.querySelector('[data-days]')?.remove();
  if (!days) return;
  const value = writeDays(days);
  select.append(element('option', { value, 'data-days': '' }, days.full));
  select.value = value;
}

/** Makes the part of a filter that a chosen period stands for. @param {string} chosen */
function period(chosen) {
  const days = readDays(chosen);
  if (days) return { from: days.from, to: days.until };
  return chosen ? { days: Number(chosen) } : {};
}

/** @param {HTMLSelectElement} select @param {string[]} values */
function fill(select, values) {
  const chosen = select.value;
  const [first] = select.options;
  const offered = values.slice(0, OFFERED);
  const options = offered.map((value) => element('option', { value }, value));
  const others = values.length - offered.length;
  const more = element('option', { disabled: '' }, say('page-more-values', { others }));
  select.replaceChildren(...(first ? [first] : []), ...options, ...(others ? [more] : []));
  select.value = offered.includes(chosen) ? chosen : '';
}

/**
 * Draws a row; of a job that is still fetched only its place.
 * @param {JobView | undefined} job @param {number} nth @param {number} total
 * @param {Selection} selection @param {(job: JobView) => void} open
 */
function row(job, nth, total, selection, open) {
  const place = { 'aria-setsize': String(total), 'aria-posinset': String(nth + 1) };
  if (!job) {
    // A button of its own, so that the keyboard does not lose its place while the job is fetched.
    const button = element('button', { type: 'button' }, '…');
    return element('li', { ...place, class: 'line', 'aria-busy': 'true' }, button);
  }
  const check = /** @type {HTMLInputElement} */ (
    element('input', {
      type: 'checkbox',
      'aria-label': say('page-select-job', { job: job.title, time: job.time }),
    })
  );
  check.checked = selection.jobs.has(job.id);
  // What fal's record or the gateway wrote is not the person's to change.
  check.disabled = !job.byHand || job.voided;
  check.addEventListener('change', () => selection.set(job, check.checked));
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
  const pick = element('label', { class: 'pick' }, check);
  return element('li', { ...place, class: job.voided ? 'line voided' : 'line' }, pick, button);
}

/** @param {JobView} job */
function tags(job) {
  const state = job.voided ? say('page-voided') : progressLabel(job);
  return [job.tag, job.replaced ? say('page-replaced') : state]
    .filter((text) => text !== null)
    .map((text) => element('span', { class: 'tag' }, text));
}
