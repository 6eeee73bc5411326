// openapi-backend: routes, validation and responses all come from the spec.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { OpenAPIBackend } from "openapi-backend";

const tokens = Object.keys(JSON.parse(readFileSync(process.env.LEDGER, "utf8")));
const api = new OpenAPIBackend({
  definition: process.env.SPEC_30,
  apiRoot: "/v1",
  handlers: {
    notImplemented: (context) => {
      const { status, mock } = context.api.mockResponseForOperation(context.operation.operationId);
      return [status, mock];
    },
    validationFail: (context) => [400, { error: context.validation.errors }],
    unauthorizedHandler: () => [401, { error: "Unauthorized" }],
    notFound: () => [404, { error: "Not found" }],
    methodNotAllowed: () => [405, { error: "Method not allowed" }],
  },
});
api.registerSecurityHandler("apiToken", ({ request }) =>
  tokens.some((token) => request.headers.authorization === `Bearer ${token}`),
);
await api.init();

createServer(async (request, response) => {
  const { url, method, headers } = request;
  const [path, query] = url.split("?");
  const [status, body] = await api.handleRequest({ method, path, query, headers });
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
}).listen(Number(process.env.PORT), "127.0.0.1");
