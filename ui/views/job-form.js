// The form for the next job: what it costs shows before it is logged.

import * as api from '../api.js';
import { busy, byId, element } from '../dom.js';
import { say } from '../language.js';
import { mountModelForm } from './model-form.js';
import { mountTabs } from './tabs.js';

/** How long typing rests before an estimate is asked for, in milliseconds. */
const REST = 80;

/** @param {import('../main.js').Page} page */
export function mountJobForm(page) {
  const form = byId('job-form', HTMLFormElement);
  const images = byId('job-images', HTMLInputElement);
  const videos = byId('job-videos', HTMLInputElement);
  const at = byId('job-at', HTMLInputElement);
  const atField = byId('job-at-field', HTMLElement);
  const tag = byId('job-tag', HTMLInputElement);
  const note = byId('job-note', HTMLInputElement);
  const labels = byId('job-label-fields', HTMLElement);
  const estimate = byId('job-estimate', HTMLElement);
  const log = byId('log-job', HTMLButtonElement);
  let asked = 0;
  let timer = 0;

  const model = mountModelForm(askSoon);
  const tabs = mountTabs(
    [byId('job-tab-generic', HTMLButtonElement), byId('job-tab-model', HTMLButtonElement)],
    (tab, pressed) => {
      if (pressed && tab.id === 'job-tab-model') model.focus();
      ask();
    },
  );
  const isModel = () => tabs.selected().id === 'job-tab-model';
  const fields = [images, videos, at, tag, ...model.fields];

  /** @returns {api.JobRequest} */
  const request = () => ({
    ...(isModel() ? model.request() : { images: images.value, videos: videos.value }),
    ...(atField.hidden ? {} : { at: at.value }),
    ...(labels.hidden ? {} : { tag: tag.value, note: note.value }),
  });

  /** @param {Node[]} parts @param {'none' | 'good' | 'over' | 'error'} tone */
  function tell(parts, tone) {
    estimate.replaceChildren(...parts);
    estimate.dataset.tone = tone;
    for (const field of fields) field.setAttribute('aria-invalid', 'false');
  }

  /** What is still missing; null where an estimate can be asked for. */
  function missing() {
    if (isModel()) {
      if (model.isEmpty()) return say('page-choose-model');
      return model.isWithoutQuantity() ? say('page-type-how-much') : null;
    }
    return images.value.trim() || videos.value.trim() ? null : say('page-type-how-many');
  }

  async function ask() {
    const question = ++asked;
    const invitation = missing();
    if (invitation) {
      tell([document.createTextNode(invitation)], 'none');
      return;
    }
    try {
      const answer = await api.estimateCost(request());
      if (question === asked) tell(sentence(answer), answer.exceeds ? 'over' : 'good');
    } catch (failure) {
      if (question === asked) refuse(failure, false);
    }
  }

  function askSoon() {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  }

  /** @param {unknown} failure @param {boolean} final a press of the button also moves the focus */
  function refuse(failure, final) {
    const { code, message } = /** @type {api.Failure} */ (failure);
    tell([document.createTextNode(message)], 'error');
    const field = wrong(code);
    field.setAttribute('aria-invalid', 'true');
    if (final) field.focus();
  }

  /** The field to mend. @param {string} code */
  function wrong(code) {
    if (code === 'invalid_time') return at;
    if (code === 'invalid_label') return tag;
    if (isModel()) return model.wrong(code) ?? model.field;
    return wrongCount(images) || !wrongCount(videos) ? images : videos;
  }

  async function submit() {
    try {
      const logged = await api.logJob(request());
      const what = logged.jobs
        .map((job) => job.title)
        .reduce((first, second) => say('page-and', { first, second }));
      const cost = logged.totalShown?.text;
      const said = cost
        ? say('page-logged', { what, cost })
        : say('page-logged-unpriced', { what });
      page.toasts.success(said, { label: say('page-undo'), act: () => page.undo(logged.change) });
      for (const field of [images, videos, at, note]) field.value = '';
      earlier.close();
      if (isModel()) model.reset();
      else images.focus();
      await ask();
    } catch (failure) {
      refuse(failure, true);
      page.toasts.refusal(failure);
    }
  }

  const earlier = mountFold('job-earlier', atField, say('page-earlier'), say('page-now'), () => {
    if (!at.value) at.value = localMinute(new Date());
    at.focus();
  });
  mountFold('job-label', labels, say('page-add-tag'), say('page-no-tag'), () => tag.focus());

  form.addEventListener('input', askSoon);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    busy(log, submit);
  });
  // The balance, the prices or the sign may have changed: what is typed is estimated anew.
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    if (isModel()) model.refresh();
    else ask();
  });
}

/**
 * A button that unfolds some fields, and folds them away again.
 * @param {string} id @param {HTMLElement} what @param {string} more @param {string} less @param {() => void} opened
 */
function mountFold(id, what, more, less, opened) {
  const button = byId(id, HTMLButtonElement);
  /** @param {boolean} open */
  function fold(open) {
    what.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
    button.textContent = open ? less : more;
    if (open) opened();
  }
  button.addEventListener('click', () => fold(what.hidden));
  return { close: () => fold(false) };
}

/** @param {import('../types').EstimateView} answer */
function sentence(answer) {
  const { total, basis, leaves, buys } = answer.display;
  const details = [basis, leaves, buys].filter((part) => part !== null).join(' · ');
  if (!total)
    return [
      element('b', {}, say('page-estimate-unknown')),
      document.createTextNode(say('page-estimate-unknown-means')),
    ];
  return [element('b', { title: total.full }, total.text), document.createTextNode(` ${details}`)];
}

/** Whether a count is the one to mend. @param {HTMLInputElement} field */
function wrongCount(field) {
  const typed = field.value.trim();
  return typed !== '' && (!/^\d+$/.test(typed) || Number(typed) > 10_000);
}

/**
 * A local time as the field takes it: 2026-11-22 14:02.
 * @param {Date} date
 */
export function localMinute(date) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
