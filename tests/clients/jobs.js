// What a program does with fal's client: queued jobs, runs, streams, cancelled jobs, an upload.

/** Each with another price, unit or size. */
const KINDS = [
  ['fal-ai/flux/dev', (nth) => ({ prompt: 'a cat', num_images: (nth % 4) + 1 })],
  ['fal-ai/flux/dev', (nth) => ({ image_size: { width: 1024 + nth, height: 1024 } })],
  ['fal-ai/recraft-v3', (nth) => ({ num_images: (nth % 3) + 1 })],
  ['fal-ai/wan-effects', (nth) => ({ duration: 3.008 + nth / 1000 })],
  ['fal-ai/minimax/speech-02-hd', (nth) => ({ text: 'é'.repeat(nth + 1) })],
  ['fal-ai/flux/schnell', () => ({})],
];

/**
 * Runs so many jobs, a few at a time.
 * @param {any} fal the client @param {number} count
 */
export async function work(fal, count) {
  const left = Array.from({ length: count }, (_, nth) => nth);
  const worker = async () => {
    for (let nth = left.pop(); nth !== undefined; nth = left.pop()) await job(fal, nth);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

async function job(fal, nth) {
  const [model, input] = KINDS[nth % KINDS.length];
  if (nth % 20 === 3) {
    // Of a cost that is known before it runs: one that is cancelled too late is billed.
    const [model, input] = ['fal-ai/recraft-v3', { num_images: 2 }];
    const { request_id: requestId } = await fal.queue.submit(model, { input });
    try {
      await fal.queue.cancel(model, { requestId });
    } catch {
      // It was done before.
      await fal.queue.result(model, { requestId });
    }
  } else if (nth % 20 === 7) {
    const stream = await fal.stream('fal-ai/flux/dev', { input: { num_images: 2 } });
    let events = 0;
    for await (const _ of stream) events += 1;
    await stream.done();
    if (events < 2) throw new Error(`a stream of ${events} events`);
  } else if (nth % 20 === 11) {
    await fal.subscribe('fal-ai/whisper', { input: { audio_url: 'x' }, mode: 'streaming' });
  } else if (nth % 20 === 12) {
    await fal.subscribe('fal-ai/whisper', { input: { audio_url: 'x' }, pollInterval: 100 });
  } else if (nth % 20 === 17) {
    const url = await fal.storage.upload(new Blob(['picture'], { type: 'image/png' }));
    await fal.run('fal-ai/flux/dev/image-to-image', { input: { image_url: url } });
  } else if (nth % 2) {
    const { data, requestId } = await fal.subscribe(model, { input: input(nth), pollInterval: 100, logs: true });
    if (!data.images || !requestId) throw new Error(JSON.stringify(data));
  } else {
    const { data } = await fal.run(model, { input: input(nth) });
    if (!data.images) throw new Error(JSON.stringify(data));
  }
}
