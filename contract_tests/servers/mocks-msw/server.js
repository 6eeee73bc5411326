// Mock Service Worker, on Node: @msw/source makes a request handler from the spec.
import { readFileSync } from "node:fs";
import { serve } from "@hono/node-server";
import { fromOpenApi } from "@msw/source/open-api";
import { getResponse } from "msw";
import { parse } from "yaml";

const origin = `http://127.0.0.1:${process.env.PORT}`;
const spec = { ...parse(readFileSync(process.env.SPEC, "utf8")), servers: [{ url: `${origin}/v1` }] };
const handlers = await fromOpenApi(spec);
const fetch = async (request) => (await getResponse(handlers, request)) ?? new Response(null, { status: 404 });
serve({ fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
