// The form for the next job: its cost shows before it is logged.

import * as api from '../api.js';
import { busy, byId, element, write } from '../dom.js';
import { say } from '../language.js';
import { mountModelForm } from './model-form.js';

/** Pause in typing before an estimate is requested, in milliseconds. */
const DEBOUNCE = 80;

/** @typedef {'none' | 'good' | 'over' | 'error'} Tone of the line with the estimate */

/** @param {import('../main.js').Page} page */
export function mountJobForm(page) {
  const form = new JobForm(page);
  form.listen();
  return { focus: () => form.focus() };
}

class JobForm {
  images = byId('job-images', HTMLInputElement);
  videos = byId('job-videos', HTMLInputElement);
  at = byId('job-at', HTMLInputElement);
  tag = byId('job-tag', HTMLInputElement);
  note = byId('job-note', HTMLInputElement);
  line = byId('job-estimate', HTMLElement);
  more = byId('job-more', HTMLButtonElement);
  moreFields = byId('job-more-fields', HTMLElement);
  /** Switches between a model and images and videos, with the panel of each. */
  kinds = {
    model: byId('job-tab-model', HTMLInputElement),
    generic: byId('job-tab-generic', HTMLInputElement),
  };
  panels = {
    model: byId('job-panel-model', HTMLElement),
    generic: byId('job-panel-generic', HTMLElement),
  };
  /** Number of the newest request for an estimate. */
  latest = 0;
  timer = 0;

  /** @param {import('../main.js').Page} page */
  constructor(page) {
    this.page = page;
    this.model = mountModelForm(() => this.estimateSoon());
    this.fields = [this.images, this.videos, this.at, this.tag, ...this.model.fields];
  }

  listen() {
    const form = byId('job-form', HTMLFormElement);
    form.addEventListener('input', () => this.estimateSoon());
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      clearTimeout(this.timer);
      busy(byId('log-job', HTMLButtonElement), () => this.submit());
    });
    for (const kind of Object.values(this.kinds))
      kind.addEventListener('change', () => this.showKind());
    this.more.addEventListener('click', () => this.showMore(this.moreFields.hidden));
    // The balance, the prices or the sign may have changed: the job is estimated anew.
    this.page.state.subscribe(({ snapshot }) => {
      if (!snapshot) return;
      if (this.isModel()) this.model.refresh();
      else this.estimate();
    });
  }

  showKind() {
    this.panels.model.hidden = !this.isModel();
    this.panels.generic.hidden = this.isModel();
    byId('job-runs-field', HTMLElement).hidden = !this.isModel();
    this.model.setShown(this.isModel());
    this.estimate();
  }

  /** Shows time, note and runs, or hides them again. @param {boolean} isShown */
  showMore(isShown) {
    this.moreFields.hidden = !isShown;
    this.more.setAttribute('aria-expanded', String(isShown));
    write(this.more, isShown ? say('page-job-less') : say('page-job-more'));
    if (!isShown) return;
    // Only a time that is typed makes it an earlier job.
    this.at.placeholder = localMinute(new Date());
    this.at.focus();
  }

  focus() {
    if (this.isModel()) this.model.focus();
    else this.images.focus();
  }

  isModel() {
    return this.kinds.model.checked;
  }

  /** Reads the form. @returns {api.JobRequest} */
  request() {
    const { images, videos, at, tag, note, moreFields, model } = this;
    return {
      ...(this.isModel() ? model.request() : { images: images.value, videos: videos.value }),
      // With `#` before it, as people write projects.
      tag: tag.value.replace(/^\s*#/, ''),
      ...(moreFields.hidden ? {} : { note: note.value }),
      ...(moreFields.hidden || !at.value.trim() ? {} : { at: at.value }),
    };
  }

  /** Writes the line with the estimate. @param {Node[]} parts @param {Tone} tone */
  write(parts, tone) {
    this.line.replaceChildren(...parts);
    this.line.dataset.tone = tone;
    for (const field of this.fields) field.setAttribute('aria-invalid', 'false');
  }

  /** Names what is still missing; `null` if an estimate can be requested. */
  missing() {
    const { images, videos, model } = this;
    if (this.isModel()) {
      if (model.isEmpty()) return say('page-choose-model');
      return model.isWithoutQuantity() ? say('page-type-how-much') : null;
    }
    return images.value.trim() || videos.value.trim() ? null : say('page-type-how-many');
  }

  async estimate() {
    const request = ++this.latest;
    const invitation = this.missing();
    if (invitation) {
      this.write([document.createTextNode(invitation)], 'none');
      return;
    }
    try {
      const estimate = await api.estimateCost(this.request());
      if (request !== this.latest) return;
      this.write(estimateParts(estimate), estimate.exceeds ? 'over' : 'good');
    } catch (failure) {
      if (request === this.latest) this.refuse(/** @type {api.Failure} */ (failure));
    }
  }

  estimateSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.estimate(), DEBOUNCE);
  }

  /** Shows a refusal. Returns the field to mend. @param {api.Failure} failure */
  refuse({ code, message }) {
    this.write([document.createTextNode(message)], 'error');
    const field = this.wrongField(code);
    field.setAttribute('aria-invalid', 'true');
    return field;
  }

  /** Finds the field to mend. @param {string} code */
  wrongField(code) {
    const { images, videos, model } = this;
    if (code === 'invalid_time') return this.at;
    if (code === 'invalid_label') return this.tag;
    if (this.isModel()) return model.wrongField(code) ?? model.field;
    return isWrongCount(images) || !isWrongCount(videos) ? images : videos;
  }

  async submit() {
    try {
      const logged = await api.logJob(this.request());
      this.page.toasts.success(loggedSentence(logged), this.page.undoAction(logged.change));
      this.reset();
      await this.estimate();
    } catch (failure) {
      this.refuse(/** @type {api.Failure} */ (failure)).focus();
      this.page.toasts.refusal(failure);
    }
  }

  /** Empties the form for the next job; model and tag stay. */
  reset() {
    for (const field of [this.images, this.videos, this.at, this.note]) field.value = '';
    this.showMore(false);
    if (this.isModel()) this.model.reset();
    else this.images.focus();
  }
}

/** @param {import('../types').LoggedView} logged */
function loggedSentence({ jobs, totalShown }) {
  const what = jobs
    .map((job) => job.title)
    .reduce((first, second) => say('page-and', { first, second }));
  const cost = totalShown?.text;
  return cost ? say('page-logged', { what, cost }) : say('page-logged-unpriced', { what });
}

/** @param {import('../types').EstimateView} estimate */
function estimateParts({ display: { total, basis, leaves, buys } }) {
  if (!total) {
    return [
      element('b', {}, say('page-estimate-unknown')),
      document.createTextNode(say('page-estimate-unknown-means')),
    ];
  }
  const details = [basis, leaves, buys].filter((part) => part !== null).join(' · ');
  return [element('b', { title: total.full }, total.text), document.createTextNode(` ${details}`)];
}

/** Decides whether a count is the field to mend. @param {HTMLInputElement} field */
function isWrongCount(field) {
  const typed = field.value.trim();
  return typed !== '' && (!/^\d+$/.test(typed) || Number(typed) > 10_000);
}

/**
 * Formats a local time as the field takes one: 2026-11-22 14:02.
 * @param {Date} date
 */
export function localMinute(date) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
