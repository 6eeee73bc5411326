// Asks for one account's usage and prints what it understood.
import { parseArgs } from "node:util";
import { Api } from "./flowmusic/Api.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const api = new Api({
  baseUrl: values["base-url"] ?? "https://api.useapi.net/v1",
  baseApiParams: { format: "json", headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` } },
});
const { status, data } = await api.flowmusic.getAccountUsage({ email: values.email }).catch((refusal: unknown) => {
  if (!(refusal instanceof Response) || refusal.status === 200) throw refusal;
  return { status: refusal.status, data: undefined };
});
console.log(JSON.stringify(status === 200 ? { status, usage: data } : { status }));
