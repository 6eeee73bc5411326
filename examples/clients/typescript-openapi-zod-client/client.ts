// Asks for one account's usage and prints what it understood.
import { isAxiosError } from "axios";
import { parseArgs } from "node:util";
import { createApiClient } from "./flowmusic.js";

const { values } = parseArgs({ options: { "base-url": { type: "string" }, email: { type: "string", default: "" } } });

const api = createApiClient(values["base-url"] ?? "https://api.useapi.net/v1", {
  axiosConfig: { headers: { Authorization: `Bearer ${process.env["USEAPI_TOKEN"]}` } },
});
try {
  const usage = await api.getAccountUsage({ queries: { email: values.email } });
  console.log(JSON.stringify({ status: 200, usage }));
} catch (refusal) {
  if (!isAxiosError(refusal) || !refusal.response) throw refusal;
  console.log(JSON.stringify({ status: refusal.response.status }));
}
