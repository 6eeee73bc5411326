// node:http, without a framework.
import { createServer } from "node:http";
import { respond } from "./usage.js";

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://127.0.0.1");
  const send = (status, body) => {
    const content = Buffer.from(JSON.stringify(body));
    response.writeHead(status, { "Content-Type": "application/json", "Content-Length": content.length });
    response.end(content);
  };
  if (url.pathname !== "/v1/flowmusic/accounts/usage") return send(404, { error: "Not found" });
  if (request.method !== "GET" && request.method !== "HEAD") return send(405, { error: "Method not allowed" });
  const emails = url.searchParams.getAll("email");
  send(...respond(request.headers.authorization, emails.length === 1 ? emails[0] : undefined));
});
server.listen(Number(process.env.PORT), "127.0.0.1");
