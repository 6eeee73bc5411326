// Asks for one account's usage and prints what it understood.
import { parseArgs } from "node:util";
import { getAccountUsage } from "./flowmusic.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const answer = await getAccountUsage(values.email, {
  baseUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` },
});
console.log(JSON.stringify(answer.status === 200 ? { status: 200, usage: answer.data } : { status: answer.status }));
