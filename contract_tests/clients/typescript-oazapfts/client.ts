// Gets the usage report of one account and prints it as JSON.
import { parseArgs } from "node:util";
import { getAccountUsage } from "./flowmusic.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const response = await getAccountUsage(values.email, {
  baseUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` },
});
console.log(JSON.stringify(response.status === 200 ? { status: 200, usage: response.data } : { status: response.status }));
