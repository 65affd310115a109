// The form for generic jobs: what they cost shows before they are logged.

import * as api from '../api.js';
import { busy, byId, element } from '../dom.js';

/** How long typing rests before an estimate is asked for, in milliseconds. */
const REST = 80;

/** @param {import('../main.js').Page} page */
export function mountJobForm(page) {
  const form = byId('job-form', HTMLFormElement);
  const images = byId('job-images', HTMLInputElement);
  const videos = byId('job-videos', HTMLInputElement);
  const at = byId('job-at', HTMLInputElement);
  const atField = byId('job-at-field', HTMLElement);
  const earlier = byId('job-earlier', HTMLButtonElement);
  const estimate = byId('job-estimate', HTMLElement);
  const log = byId('log-job', HTMLButtonElement);
  let asked = 0;
  let timer = 0;

  /** @returns {api.JobCounts} */
  const counts = () => ({ images: images.value, videos: videos.value, at: atField.hidden ? '' : at.value });

  /** @param {Node[]} parts @param {'none' | 'good' | 'over' | 'error'} tone */
  function say(parts, tone) {
    estimate.replaceChildren(...parts);
    estimate.dataset.tone = tone;
    const wrong = tone === 'error' ? 'true' : 'false';
    for (const field of [images, videos, at]) field.setAttribute('aria-invalid', wrong);
  }

  async function ask() {
    const question = ++asked;
    if (!images.value.trim() && !videos.value.trim()) {
      say([document.createTextNode('Type how many, and see the cost before you log them.')], 'none');
      return;
    }
    try {
      const answer = await api.estimateCost(counts());
      if (question === asked) say(sentence(answer), answer.exceeds ? 'over' : 'good');
    } catch (failure) {
      if (question === asked) refuse(failure, false);
    }
  }

  /** @param {unknown} failure @param {boolean} final a press of the button also moves the focus */
  function refuse(failure, final) {
    const { code, message } = /** @type {api.Failure} */ (failure);
    say([document.createTextNode(message)], 'error');
    const field = code === 'invalid_time' ? at : wrongCount(images) || !wrongCount(videos) ? images : videos;
    for (const other of [images, videos, at]) other.setAttribute('aria-invalid', String(other === field));
    if (final) field.focus();
  }

  async function submit() {
    try {
      const logged = await api.logJob(counts());
      const what = logged.jobs.map((job) => job.title).join(' and ');
      page.toasts.success(`Logged ${what}: ${logged.totalShown.text}`, { label: 'Undo', act: () => page.undo(logged.change) });
      form.reset();
      close();
      images.focus();
      await ask();
    } catch (failure) {
      refuse(failure, true);
      page.toasts.refusal(failure);
    }
  }

  function close() {
    atField.hidden = true;
    earlier.setAttribute('aria-expanded', 'false');
    earlier.textContent = 'Earlier…';
  }

  earlier.addEventListener('click', () => {
    if (!atField.hidden) {
      close();
      return;
    }
    atField.hidden = false;
    earlier.setAttribute('aria-expanded', 'true');
    earlier.textContent = 'Now';
    if (!at.value) at.value = localMinute(new Date());
    at.focus();
  });
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, REST);
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    clearTimeout(timer);
    busy(log, submit);
  });
  // The balance, the rates or the sign may have changed: what is typed is estimated anew.
  page.state.subscribe(({ snapshot }) => snapshot && ask());
}

/** @param {import('../types').EstimateView} answer */
function sentence(answer) {
  const { total, basis, leaves, buys } = answer.display;
  const details = [basis, leaves, buys].filter((part) => part !== null).join(' · ');
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
