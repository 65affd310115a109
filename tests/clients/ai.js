// node ai.js ADDRESS COUNT: Vercel's AI SDK, whose requests a `fetch` of one's own sends to the gateway.

import { createFal } from '@ai-sdk/fal';
import { generateImage } from 'ai';

const [, , address, count] = process.argv;
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==', 'base64');

/** The SDK fetches the picture, too, which lies on no host of this computer. */
const through = (url, options) =>
  String(url).startsWith('https://fal.run/')
    ? fetch(String(url).replace('https://fal.run', `${address}/run`), options)
    : new Response(PICTURE, { headers: { 'content-type': 'image/png' } });
const fal = createFal({ apiKey: process.env.FAL_KEY, fetch: through });

// Of two pictures the SDK makes a call each.
for (let nth = 0; nth < Number(count); nth += 2) {
  const { images } = await generateImage({ model: fal.image('fal-ai/flux/dev'), prompt: 'a cat', n: 2 });
  if (images.length !== 2) throw new Error(`${images.length} pictures`);
}
