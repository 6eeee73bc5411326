// Gets the usage report of one account, parses it with the generated zod schema and prints it as JSON.
import { parseArgs } from "node:util";
import { accountUsageSchema } from "./flowmusic/zod/accountUsageSchema.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const query = new URLSearchParams({ email: values.email });
const response = await fetch(`${values["base-url"] ?? "https://api.useapi.net/v1"}/flowmusic/accounts/usage?${query}`, {
  headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` },
});
const { status } = response;
const output = status === 200 ? { status, usage: accountUsageSchema.parse(await response.json()) } : { status };
console.log(JSON.stringify(output));
