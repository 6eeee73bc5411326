// Gets the usage report of one account and prints it as JSON.
import { parseArgs } from "node:util";
import { getAccountUsage } from "./flowmusic/index.js";
import { createClient } from "./flowmusic/client/index.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const { data, response, error } = await getAccountUsage({
  client: createClient({ baseUrl: values["base-url"] ?? "https://api.useapi.net/v1" }),
  auth: process.env["USEAPI_TOKEN"],
  query: { email: values.email },
});
if (!response) throw error;
console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
