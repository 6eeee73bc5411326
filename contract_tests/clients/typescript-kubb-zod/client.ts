// Gets usage reports, parses them with the generated zod schema and prints each as JSON on one line.
import { parseArgs } from "node:util";
import { accountUsageSchema } from "./flowmusic/zod/accountUsageSchema.js";

const { values } = parseArgs({
  options: { "base-url": { type: "string" }, email: { type: "string", multiple: true, default: [] } },
});

const url = `${values["base-url"] ?? "https://api.useapi.net/v1"}/flowmusic/accounts/usage`;
const headers = { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` };
for (const email of values.email) {
  try {
    const response = await fetch(`${url}?${new URLSearchParams({ email })}`, { headers });
    const { status } = response;
    const body = await response.text(); // fetch closes a connection with an unread body
    const output = status === 200 ? { status, usage: accountUsageSchema.parse(JSON.parse(body)) } : { status };
    console.log(JSON.stringify(output));
  } catch (error) {
    console.log(JSON.stringify({ error: String(error) }));
  }
}
