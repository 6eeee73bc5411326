// Gets the usage report of one account and prints it as JSON.
import { parseArgs } from "node:util";
import { Api } from "./flowmusic/Api.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const api = new Api({
  baseUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  baseApiParams: { format: "json", headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` } },
});
const { status, data } = await api.flowmusic.getAccountUsage({ email: values.email }).catch((error: unknown) => {
  if (!(error instanceof Response) || error.status === 200) throw error;
  return { status: error.status, data: undefined };
});
console.log(JSON.stringify(status === 200 ? { status, usage: data } : { status }));
