// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { configure, getAccountUsage } from "./flowmusic.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

configure({
  serverUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  auth: { bearer: process.env["USEAPI_TOKEN"] ?? "" },
  retry: { retries: 1 },
});
for (const email of values.email) {
  try {
    const { data, response } = await getAccountUsage({ query: { email } });
    console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
