// Scalar's mock server, on Node: responds with the first example of the spec.
import { serve } from "@hono/node-server";
import { createMockServer } from "@scalar/mock-server";

const app = await createMockServer({ document: process.env.SPEC });
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
