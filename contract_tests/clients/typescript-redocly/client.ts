// Gets the usage report of one account and prints it as JSON.
import { parseArgs } from "node:util";
import { configure, getAccountUsage } from "./flowmusic.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

configure({
  serverUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  auth: { bearer: process.env["USEAPI_TOKEN"] ?? "" },
  retry: { retries: 1 },
});
const { data, response } = await getAccountUsage({ query: { email: values.email } });
console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: data } : { status: response.status }));
