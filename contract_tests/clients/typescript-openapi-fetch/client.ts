// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import createClient from "openapi-fetch";
import type { paths } from "./usage.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const client = createClient<paths>({
  baseUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` },
});
for (const email of values.email) {
  try {
    const { data, response } = await client.GET("/flowmusic/accounts/usage", { params: { query: { email } } });
    console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
