// fal's own proxy as its documentation has it, on any free port; the only choice of ours is where calls may go.
import { createHandler, route } from "@fal-ai/server-proxy/express";
import express from "express";

const server = express()
  .use(express.json())
  .all(route, createHandler({ allowedUrlPatterns: [`${process.env.UPSTREAM}/**`] }))
  .listen(0, "127.0.0.1", () => process.stdout.write(`127.0.0.1:${server.address().port}\n`));
