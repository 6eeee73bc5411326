// Fastify.
import Fastify from "fastify";
import { respond } from "./usage.js";

const app = Fastify();
app.get("/v1/flowmusic/accounts/usage", async (request, reply) => {
  const [status, body] = respond(request.headers.authorization, request.query.email);
  return reply.code(status).send(body);
});
await app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
