// Gets the usage report of one account and prints it as JSON.
import { parseArgs } from "node:util";
import { getAccountUsage } from "./flowmusic.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

process.env["USEAPI_BASE_URL"] = values["base-url"] ?? "https://api.useapi.net/v1"; // request.ts reads it
const { status, data } = await getAccountUsage({ email: values.email });
console.log(JSON.stringify(status === 200 ? { status, usage: data } : { status }));
