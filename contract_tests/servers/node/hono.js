// Hono, on Node.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { respond } from "./usage.js";

const app = new Hono();
app.get("/v1/flowmusic/accounts/usage", (context) => {
  const [status, body] = respond(context.req.header("Authorization"), context.req.query("email"));
  return context.json(body, status);
});
serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: "127.0.0.1" });
