// Gets usage reports and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { getAccountUsage } from "./flowmusic.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

process.env["USEAPI_BASE_URL"] = values["base-url"] ?? "https://api.useapi.net/v1"; // request.ts reads it
for (const email of values.email) {
  try {
    const { status, data } = await getAccountUsage({ email });
    console.log(JSON.stringify(status === 200 ? { status, usage: data } : { status }));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
