// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { getAccountUsage } from "./flowmusic/index.js";
import { createClient } from "./flowmusic/client/index.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const client = createClient({ baseUrl: values["base-url"] ?? "https://api.useapi.net/v1" });
for (const email of values.email) {
  try {
    const { data, response, error } = await getAccountUsage({
      client,
      auth: process.env["USEAPI_TOKEN"],
      query: { email },
    });
    if (!response) throw error;
    console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
